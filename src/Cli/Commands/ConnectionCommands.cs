namespace ContextExchange.Cli;

/// <summary><c>cex connections</c> and <c>cex contract</c>.</summary>
internal static class ConnectionCommands
{
    public static Command Connections() =>
        new Command("connections", "List this agent's connections, or end one")
        {
            Change("end", "End a connection; what was accepted is still delivered, what is held is cancelled",
                async (client, peer, ct) =>
                    await (await client.AsDeviceAsync(ct)).RemoveConnectionAsync(client.Profile.Agent, peer, ct)),
            Change("block", "End a connection and refuse every invite between the two",
                async (client, peer, ct) =>
                    await (await client.AsOwnerAsync(ct)).BlockConnectionAsync(client.Profile.Agent, peer, ct)),
            Change("unblock", "Let invites connect the two again",
                async (client, peer, ct) =>
                    await (await client.AsOwnerAsync(ct)).UnblockConnectionAsync(client.Profile.Agent, peer, ct)),
        }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var api = await client.AsDeviceAsync(run.Stop);
            var connections = (await api.GetConnectionsAsync(client.Profile.Agent, run.Stop))
                .Select(ConnectionOutputs.Of).ToArray();
            run.Terminal.Print(connections, CliJson.Default.ConnectionOutputArray, Terminal.Table(
                ["PEER", "NAME", "STANDING", "SINCE"],
                connections.Select(one => (string[])
                    [one.Peer, Terminal.Clean(one.PeerName), StandingOf(one), $"{one.Since:u}"])));
        });

    public static Command Contract()
    {
        var peer = Peer();
        var preset = ContractOptions.Preset();
        var set = new Option<string[]>("--set")
        {
            Description = "One category's levels, for example requests=ask/auto (share/receive); may be repeated",
            HelpName = "CATEGORY=SHARE/RECEIVE",
        };
        var ownerReads = ContractOptions.OwnerReads();
        const string description = "Show a connection's contract, or sign a new version of this side of it";
        return new Command("contract", description) { peer, preset, set, ownerReads }
            .Does(async run =>
            {
                await using var client = await ProfileClient.OpenAsync(run);
                var connection = await PeerNames.FindAsync(client, run.Get(peer), run.Stop);
                var changes = run.Get(set) ?? [];
                if (run.Get(preset) is not null || changes.Length > 0 || run.Reads(ownerReads) is not null)
                {
                    connection = await client.ChangeContractAsync(
                        connection.Peer, terms => Changed(terms, run.Get(preset), changes, run.Reads(ownerReads)),
                        run.Stop);
                }

                run.Terminal.Print(
                    ConnectionOutputs.Of(connection), CliJson.Default.ConnectionOutput, Lines(connection));
            });
    }

    private static Argument<string> Peer() =>
        new("peer") { Description = "Display name, id, or the beginning of the id" };

    private static Command Change(
        string name, string description, Func<AgentClient, AgentId, CancellationToken, Task> change)
    {
        var peer = Peer();
        return new Command(name, description) { peer }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var id = (await PeerNames.FindAsync(client, run.Get(peer), run.Stop)).Peer;
            await change(client, id, run.Stop);
            run.Terminal.Print(new DoneOutput(name, $"{id}"), CliJson.Default.DoneOutput, $"{name}  {id}");
        });
    }

    private static string StandingOf(ConnectionOutput connection) =>
        connection.Suspended is not null ? "suspended" : connection.Frozen ? "frozen" : connection.Standing;

    private static TermsInfo Changed(
        TermsInfo terms, ContractPreset? preset, IReadOnlyList<string> changes, bool? ownerReads)
    {
        var chosen = preset is { } name ? TermsInfo.Of(name) with { OwnerReads = terms.OwnerReads } : terms;
        return Changed(chosen, changes) with { OwnerReads = ownerReads ?? chosen.OwnerReads };
    }

    internal static TermsInfo Changed(TermsInfo terms, IReadOnlyList<string> changes)
    {
        var levels = terms.Levels.ToDictionary();
        foreach (var change in changes)
        {
            if (change.Split('=') is not [var name, var both] || both.Split('/') is not [var share, var receive]
                || !Category.TryParse(name, null, out _) || LevelOf(share) is not { } sharing
                || LevelOf(receive) is not { } receiving)
            {
                throw new ExchangeException(
                    "usage", $"'{change}' is no change: write CATEGORY=SHARE/RECEIVE with never, ask or auto.");
            }

            levels[name] = new CategoryLevels(sharing, receiving);
        }

        return terms with { Levels = levels };
    }

    private static ConsentLevel? LevelOf(string text) => text switch
    {
        "never" => ConsentLevel.Never,
        "ask" => ConsentLevel.Ask,
        "auto" => ConsentLevel.Auto,
        _ => null,
    };

    private static string[] Lines(ConnectionInfo connection) =>
    [
        $"Contract with {Terminal.Clean(connection.PeerName)} ({connection.Peer}), own version {connection.OwnVersion}",
        $"This side's owner {ContractOptions.Describe(connection.Own.OwnerReads)}; "
        + $"theirs {ContractOptions.Describe(connection.Theirs.OwnerReads)}.",
        .. Terminal.Table(
            ["CATEGORY", "WE SHARE", "WE RECEIVE", "THEY SHARE", "THEY RECEIVE"],
            connection.Own.Levels.Keys.Union(connection.Theirs.Levels.Keys).Select(name => (string[])
            [
                name, Share(connection.Own, name), Receive(connection.Own, name), Share(connection.Theirs, name),
                Receive(connection.Theirs, name),
            ])),
    ];

    private static string Share(TermsInfo terms, string name) =>
        terms.Levels.TryGetValue(name, out var levels) ? ConnectionOutputs.NameOf(levels.Share) : "-";

    private static string Receive(TermsInfo terms, string name) =>
        terms.Levels.TryGetValue(name, out var levels) ? ConnectionOutputs.NameOf(levels.Receive) : "-";
}
