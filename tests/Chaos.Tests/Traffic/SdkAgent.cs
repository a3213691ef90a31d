using System.Security.Cryptography;
using System.Text;
using ContextExchange.Client;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>
/// An application on the .NET SDK with its profile on disk. As the receiver it runs in a process of its own: it writes
/// each message's effect into a journal, flushes that, and only then acknowledges; what comes again is known by its
/// logical id.
/// </summary>
internal static class SdkAgent
{
    public const string Command = "receive";
    private const string Journal = "journal";

    /// <summary>Registers a new owner with a new agent, in a folder of its own.</summary>
    public static async Task<AgentClient> RegisterAsync(Uri server, string folder, Action<MailboxGap>? onGap = null)
    {
        PrivateFile.CreateFolder(folder);
        var client = await AgentClient.OpenAsync(
            DeviceProfile.Create(OpenStore(folder), server, Path.GetFileName(folder)), Options with { OnGap = onGap });
        await client.RegisterAsync();
        return client;
    }

    /// <summary>Connects two agents under contracts that let everything pass.</summary>
    public static async Task ConnectAsync(AgentClient one, AgentClient other)
    {
        var open = new TermsInfo(
            Category.BuiltIn.ToDictionary(
                category => category.Name, _ => new CategoryLevels(ConsentLevel.Auto, ConsentLevel.Auto)),
            OwnerReads: false);
        await other.AcceptAsync(await one.InviteAsync(new InviteRequest(Terms: open)), terms: open);
    }

    /// <summary>What a receiver is until it is killed.</summary>
    public static async Task<int> ReceiveAsync(string folder)
    {
        var profile = DeviceProfile.Load(OpenStore(folder))
            ?? throw new InvalidOperationException($"There is no profile in {folder}.");
        var known = Read(folder).Select(line => line.Logical).ToHashSet();
        await using var client = await AgentClient.OpenAsync(profile, Options);
        await client.ConnectAsync();
        await using var journal = new FileStream(Path.Combine(folder, Journal), FileMode.Append, FileAccess.Write);
        await foreach (var item in client.ReceiveAsync())
        {
            var word = item switch
            {
                ReceivedMessage message when known.Add(message.Content.LogicalId) =>
                    $"{message.Content.LogicalId:N} {message.SenderSequence} {HashOf(message.Content.Text)}\n",
                ReceivedMessage message => $"{message.Content.LogicalId:N} {message.SenderSequence} again\n",
                ServerNotice => null,
                _ => $"{Guid.Empty:N} {item.Sequence} {item.GetType().Name}\n",
            };
            if (word is not null)
            {
                journal.Write(Encoding.UTF8.GetBytes(word));
                journal.Flush(flushToDisk: true);
            }

            await client.AckAsync(item);
        }

        return 0;
    }

    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// What the receiver in a folder has written so far; a last line that a kill cut off is left out.
    /// </summary>
    public static IReadOnlyList<(Guid Logical, long Number, string Word)> Read(string folder)
    {
        var path = Path.Combine(folder, Journal);
        if (!File.Exists(path)) return [];
        var text = File.ReadAllText(path);
        return
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' '))
                .Select(words => (Guid.Parse(words[0]), long.Parse(words[1], null), words[2])),
        ];
    }

    private static AgentClientOptions Options => new() { LongestDelay = TimeSpan.FromMilliseconds(500) };

    private static DeviceStore OpenStore(string folder)
    {
        using var protection = StoreProtection.FromKeyFile(Path.Combine(folder, "device.key"));
        return DeviceStore.Open(Path.Combine(folder, "device.db"), protection);
    }
}
