namespace ContextExchange.Cli;

/// <summary>
/// <c>cex read</c>: what the owner reads along; <c>cex history</c>: old mail on a device that came later.
/// </summary>
internal static class ReadCommands
{
    public static Command Read() => Create(
        "read", "Read, as the owner, what this agent and a peer wrote to each other",
        (client, peer, ct) => client.Owner.ReadAsync(peer, ct));

    public static Command History() => Create(
        "history", "Show old mail that the owner opened for this device; it is never executed again",
        (client, peer, ct) => client.GetHistoryAsync(peer, ct));

    private static Command Create(
        string name, string description,
        Func<AgentClient, AgentId, CancellationToken, Task<IReadOnlyList<ConversationEntry>>> read)
    {
        var peer = new Argument<string>("peer") { Description = "Display name, id, or the beginning of the id" };
        return new Command(name, description) { peer }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var connection = await PeerNames.FindAsync(client, run.Get(peer), run.Stop);
            var entries = await read(client, connection.Peer, run.Stop);
            run.Terminal.Print(
                [.. entries.Select(OutputOf)], CliJson.Default.ConversationOutputArray,
                [.. entries.SelectMany(entry => Lines(entry, client.Profile, connection))]);
            if (entries.Count == 0) run.Terminal.Say("Nothing was written yet.");
            return Alarm(run, entries);
        });
    }

    /// <summary>
    /// Loud, and with an exit code of its own: somebody shows the owner something else than the peer.
    /// </summary>
    private static ExitCode Alarm(Invocation run, IReadOnlyList<ConversationEntry> entries)
    {
        if (entries.FirstOrDefault(entry => entry.IsAttack) is not { } found) return ExitCode.Done;
        run.Terminal.Fail(
            "owner-alarm",
            $"ALARM: message {found.Message} was tampered with ({found.Reason}). The connection is suspended and both "
            + "sides are told. Talk to the other owner before you resume it.");
        return ExitCode.Alarm;
    }

    private static ConversationOutput OutputOf(ConversationEntry entry) => new(
        entry.Sequence, entry.At, entry.Message == default ? null : $"{entry.Message}",
        entry.Sender == default ? null : $"{entry.Sender}", entry.Category, entry.Content?.Subject, entry.Content?.Text,
        entry.Content?.Note, entry.Reason, entry.IsAttack ? true : null);

    private static string[] Lines(ConversationEntry entry, DeviceProfile own, ConnectionInfo connection)
    {
        var sender = entry.Sender == own.Agent ? own.DisplayName
            : entry.Sender == connection.Peer ? connection.PeerName : "?";
        var head = $"{entry.At.ToLocalTime():yyyy-MM-dd HH:mm:ss}  {Terminal.Clean(sender)}  [{entry.Category ?? "?"}]";
        return entry.Content is { } content
            ?
            [
                $"{head}  {Terminal.Clean(content.Subject)}".TrimEnd(),
                .. Terminal.Clean(content.Text).Split('\n').Select(line => "  " + line),
            ]
            : [$"{head}  {(entry.IsAttack ? "TAMPERED WITH" : "not readable")}: {entry.Reason}"];
    }
}
