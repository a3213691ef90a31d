using System.Security.Cryptography;

namespace ContextExchange.Cli;

/// <summary><c>cex enrol</c>: one more device of an agent, from its owner's vault.</summary>
internal static class EnrolCommand
{
    public static Command Create()
    {
        var source = new Argument<string?>("source")
        {
            Description = "An exported vault, file or link; without one, the owner in this profile",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var agent = new Option<string?>("--agent")
        {
            Description = "Which agent: its name, id, or the beginning of its id (needed when there are several)",
            HelpName = "AGENT",
        };
        const string description = "Make this profile a new device of an agent that exists, also after a lost one";
        return new Command("enrol", description) { source, agent }.Does(async run =>
        {
            var vault = run.Get(source) is { } named ? VaultSource.Read(named) : null;
            var folder = ProfileFolder.Of(run.As);
            folder.Create();
            var store = folder.OpenStore();
            DeviceProfile? profile = null;
            try
            {
                profile = Prepare(run, store, vault, run.Get(agent));
                await using var client = await AgentClient.OpenAsync(profile, ProfileClient.OptionsOf(run), run.Stop);
                await client.EnrolAsync(run.Stop);
                await client.Owner.RenewViewerAsync(force: false, run.Stop);
                var made = await client.Owner.RewrapAsync(run.Stop);
                run.Terminal.Print(
                    new EnrolOutput(
                        folder.Name, profile.DisplayName, ServerOrigin.Of(profile.Server), $"{profile.Owner}",
                        $"{profile.Agent}", $"{profile.DeviceId}", made),
                    CliJson.Default.EnrolOutput,
                    $"profile  {folder.Name}", $"agent    {profile.Agent}", $"device   {profile.DeviceId}",
                    $"history  {made} epochs opened for this device:  cex history PEER");
            }
            catch when (profile is null)
            {
                store.Dispose();
                throw;
            }
        });
    }

    private static DeviceProfile Prepare(Invocation run, DeviceStore store, byte[]? vault, string? agent)
    {
        if (DeviceProfile.Load(store) is { } interrupted)
        {
            if (!interrupted.IsRegistered) return interrupted;
            interrupted.Dispose();
            throw new ExchangeException("conflict", "This profile is a device already: use another --as.");
        }

        if (vault is not null)
        {
            var passphrase = OwnerPassphrase.Demand();
            OwnerKeys.Import(store, vault, passphrase, () => OwnerPassphrase.Ask()).Dispose();
            CryptographicOperations.ZeroMemory(passphrase);
        }

        using var owner = OwnerKeys.Load(store)
            ?? throw new ExchangeException("usage", "Name an exported vault: see  cex owner export.");
        owner.AskPassphrase = () => OwnerPassphrase.Ask();
        return DeviceProfile.CreateDevice(store, owner, Choose(owner, agent));
    }

    private static AgentId Choose(OwnerKeys owner, string? text)
    {
        owner.Unlock();
        var agents = owner.Describe().Agents ?? [];
        var found = agents.Where(one => text is null || Matches(one, text)).ToArray();
        return found switch
        {
            [var only] => only.Agent,
            [] => throw new ExchangeException("not-found", "The owner's vault has no such agent: see  cex owner show."),
            _ => throw new ExchangeException(
                "usage",
                "Say which agent with --agent: "
                + string.Join(", ", found.Select(one => $"{Terminal.Clean(one.Name)} ({one.Agent})")) + "."),
        };
    }

    private static bool Matches(OwnerAgent agent, string text) =>
        agent.Name.Equals(text, StringComparison.OrdinalIgnoreCase)
        || $"{agent.Agent}".StartsWith(text, StringComparison.OrdinalIgnoreCase);
}
