using System.Security.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cli;

/// <summary><c>cex owner</c>: the owner's keys, what leaves this machine of them, and the web page's door.</summary>
internal static class OwnerCommands
{
    public static Command Owner() => new("owner", "The owner behind this profile, and its keys")
    {
        Show(), Export(), Import(), RotateViewer(), RotateAgentKey(), Protect(), Rewrap(), PageCode(),
    };

    private static Command Show() => new Command("show", "Show the owner's keys, never a private one").Does(async run =>
    {
        // Whatever is due about the viewer is done on this occasion.
        if (await TryOpenAsync(run) is { } client)
        {
            await using (client)
            {
                if (!client.Profile.OwnerKeys.IsProtected) await RenewAsync(run, client);
                Print(run, client.Profile.OwnerKeys);
            }

            return;
        }

        WithKeys(run, keys => Print(run, keys));
    });

    private static Command Export()
    {
        var file = new Option<string?>("--out")
        {
            Description = "The file to write; must not exist", HelpName = "FILE",
        };
        var link = new Option<bool>("--link") { Description = "Print a link for another machine instead" };
        const string description = "Wrap what the owner must not lose under a passphrase: keys, viewers, agents";
        return new Command("export", description) { file, link }.Does(run =>
        {
            if (run.Get(file) is null != run.Get(link))
                throw new ExchangeException("usage", "Say where to: --out FILE or --link.");
            WithKeys(run, keys =>
            {
                var passphrase = OwnerPassphrase.Choose();
                keys.AskPassphrase ??= () => OwnerPassphrase.Ask();
                var vault = keys.Export(passphrase);
                CryptographicOperations.ZeroMemory(passphrase);
                if (run.Get(file) is { } path)
                {
                    using var output = PrivateFile.Create(path);
                    output.Write(vault);
                    output.Flush(flushToDisk: true);
                    run.Terminal.Print(new VaultOutput(path, null), CliJson.Default.VaultOutput, $"exported  {path}");
                    return;
                }

                var text = OwnerVault.ToLink(ServerOrigin.Of(keys.Server), vault);
                run.Terminal.Print(new VaultOutput(null, text), CliJson.Default.VaultOutput, text);
                run.Terminal.Say("Whoever has the link and the passphrase is this owner: keep them apart.");
            });
            return Task.CompletedTask;
        });
    }

    private static Command Import()
    {
        var source = new Argument<string>("source") { Description = "An exported file, or a link in quotes" };
        const string description = "Put an exported owner into a profile; it stays under its passphrase";
        return new Command("import", description) { source }.Does(run =>
        {
            var vault = VaultSource.Read(run.Get(source));
            var folder = ProfileFolder.Of(run.As);
            folder.Create();
            using var store = folder.OpenStore();
            var passphrase = OwnerPassphrase.Demand();
            using var keys = OwnerKeys.Import(store, vault, passphrase, () => OwnerPassphrase.Ask());
            CryptographicOperations.ZeroMemory(passphrase);
            Print(run, keys);
            return Task.CompletedTask;
        });
    }

    private static Command RotateViewer() =>
        new Command("rotate-viewer", "Make a new viewer key at once; what was wrapped for the old one stays readable")
            .Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        await client.Owner.RenewViewerAsync(force: true, run.Stop);
        Print(run, client.Profile.OwnerKeys);
    });

    private static Command RotateAgentKey() =>
        new Command("rotate-agent-key", "Give the agent a new identity key that the old one signs; peers follow it")
            .Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        await client.Owner.RotateAgentKeyAsync(run.Stop);
        var agent = $"{client.Profile.Agent}";
        run.Terminal.Print(new DoneOutput("rotated", agent), CliJson.Default.DoneOutput, $"rotated  {agent}");
        run.Terminal.Say(
            "Safety numbers are new ones now. Other devices of the agent need the owner's keys again: cex owner "
            + "export here, cex owner import there. Open invites have ended.");
    });

    private static Command Protect()
    {
        var off = new Option<bool>("--off") { Description = "Put them back without a passphrase" };
        return new Command("protect", "Put the owner's keys under a passphrase of their own") { off }.Does(run =>
        {
            WithKeys(run, keys =>
            {
                keys.AskPassphrase = () => OwnerPassphrase.Ask();
                keys.Protect(run.Get(off) ? null : OwnerPassphrase.Choose());
                Print(run, keys);
            });
            return Task.CompletedTask;
        });
    }

    private static Command Rewrap() =>
        new Command("rewrap", "Open old mail for devices of the agent that enrolled later: they show it as history")
            .Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var made = await client.Owner.RewrapAsync(run.Stop);
        run.Terminal.Print(new RewrapOutput(made), CliJson.Default.RewrapOutput, $"{made} epochs opened");
    });

    private static Command PageCode() =>
        new Command("code", "Print a code that signs you in to the web page once").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var owner = await client.AsOwnerAsync(run.Stop);
        var code = await owner.CreatePageCodeAsync(run.Stop);
        var url = $"{ServerOrigin.Of(client.Profile.Server)}/#{code.Code}";
        run.Terminal.Print(new CodeOutput(code.Code, code.ExpiresAt, url), CliJson.Default.CodeOutput, url);
        run.Terminal.Say($"Works once, until {code.ExpiresAt.ToLocalTime():HH:mm:ss}.");
    });

    /// <summary>Null for a profile that holds an owner and no device.</summary>
    private static async Task<AgentClient?> TryOpenAsync(Invocation run)
    {
        try
        {
            return await ProfileClient.OpenAsync(run);
        }
        catch (ExchangeException e) when (e.Code == "no-profile" && ProfileFolder.Of(run.As).Exists)
        {
            return null;
        }
    }

    private static async Task RenewAsync(Invocation run, AgentClient client)
    {
        try
        {
            await client.Owner.RenewViewerAsync(force: false, run.Stop);
        }
        catch (ExchangeException e)
        {
            run.Terminal.Say($"The viewer could not be renewed now: {e.Message}");
        }
    }

    private static void WithKeys(Invocation run, Action<OwnerKeys> work)
    {
        var folder = ProfileFolder.Of(run.As);
        if (!folder.Exists) throw new ExchangeException("no-profile", $"There is no profile '{folder.Name}'.");
        using var store = folder.OpenStore();
        using var keys = OwnerKeys.Load(store)
            ?? throw new ExchangeException("no-profile", $"The profile '{folder.Name}' has no owner.");
        work(keys);
    }

    private static void Print(Invocation run, OwnerKeys keys)
    {
        var info = keys.Describe();
        var output = new OwnerOutput(
            $"{info.Owner}", ServerOrigin.Of(info.Server), info.Fingerprint, info.IsProtected,
            info.Viewers?.Select(one => new ViewerOutput(one.Viewer, one.From, one.Until)).ToArray(),
            info.Agents?.Select(one => new OwnerAgentOutput($"{one.Agent}", one.Name)).ToArray());
        run.Terminal.Print(output, CliJson.Default.OwnerOutput,
        [
            $"owner    {output.Owner}", $"server   {output.Server}", $"key      {output.Fingerprint}",
            $"keys     {(output.Protected ? "under a passphrase" : "open with this profile")}",
            .. output.Viewers?.Select(one => $"viewer   {one.Viewer}  {one.From:yyyy-MM-dd} to {one.Until:yyyy-MM-dd}")
                ?? [],
            .. output.Agents?.Select(one => $"agent    {one.Agent}  {Terminal.Clean(one.Name)}") ?? [],
        ]);
    }
}
