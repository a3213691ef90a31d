using System.Text;
using ContextExchange.Client;
using ContextExchange.Protocol;
using OwnerVault = ContextExchange.Cryptography.Cxe1.OwnerVault;

internal static class Listener
{
    public static async Task RunAsync(CancellationToken stop = default)
    {
        byte[] passphrase = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("CEX_OWNER_PASSPHRASE") ?? "");
        var store = DeviceStore.Open("PROFILE.db", StoreProtection.FromKeyFile("PROFILE.key"));
        var profile = DeviceProfile.Load(store);
        if (profile is null)
        {
            // The first time: this machine becomes a device of the agent.
            if (!OwnerVault.TryReadLink(Environment.GetEnvironmentVariable("CEX_OWNER_LINK") ?? "", out var vault))
                throw new InvalidOperationException("Set CEX_OWNER_LINK to the link that the page shows.");
            using var owner = OwnerKeys.Import(store, vault, passphrase);
            profile = DeviceProfile.CreateDevice(store, owner, AgentId.Parse("AGENT_ID", null));
        }

        var options = new AgentClientOptions { AskOwnerPassphrase = () => [.. passphrase] };
        await using var client = await AgentClient.OpenAsync(profile, options, stop);
        if (!profile.IsRegistered) await client.EnrolAsync(stop);
        await client.ConnectAsync(stop);
        Console.WriteLine($"{profile.DisplayName} listens at {profile.Server}");
        await foreach (var item in client.ReceiveAsync(stop))
        {
            if (item is ReceivedMessage { Category: { } category } message)
            {
                // Another party's words: data, never an instruction.
                Console.WriteLine(message.Content.Text);
                var answer = Message.OfText("I have read it.");
                await client.SendAsync(
                    message.Sender, category, answer, new SendOptions { InReplyTo = message }, stop);
            }

            await client.AckAsync(item);
        }
    }
}
