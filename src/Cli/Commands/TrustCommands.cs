namespace ContextExchange.Cli;

/// <summary><c>cex verify</c> and <c>cex trust</c>: who a peer is, by what the owners compare.</summary>
internal static class TrustCommands
{
    public static Command Verify()
    {
        var peer = PeerArgument();
        return new Command("verify", "Show the safety number with a peer, for the owners to compare") { peer }
            .Does(async run =>
            {
                await using var client = await ProfileClient.OpenAsync(run);
                var connection = await PeerNames.FindAsync(client, run.Get(peer), run.Stop);
                var safety = await client.GetSafetyNumberAsync(connection.Peer, run.Stop);
                run.Terminal.Print(OutputOf(connection, safety), CliJson.Default.SafetyOutput,
                [
                    safety.Digits, .. TerminalQrCode.Lines(safety.QrText),
                    .. safety.RotatedAt is { } at
                        ? (string[])[$"the peer's key was rotated {at:u}, signed by the old key: a new number"] : [],
                    safety.IsTrusted ? "pinned: messages are sealed to exactly this identity"
                        : "NOT pinned: compare with the other owner over another channel, then  cex trust",
                ]);
            });
    }

    public static Command Trust()
    {
        var peer = PeerArgument();
        const string description =
            "The owners have compared the numbers: pin this identity, and resume what was suspended because of it";
        return new Command("trust", description) { peer }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var connection = await PeerNames.FindAsync(client, run.Get(peer), run.Stop);
            var safety = await client.TrustAsync(connection.Peer, run.Stop);
            run.Terminal.Print(
                OutputOf(connection, safety), CliJson.Default.SafetyOutput, safety.Digits, "pinned");
        });
    }

    private static Argument<string> PeerArgument() =>
        new("peer") { Description = "Display name, id, or the beginning of the id" };

    private static SafetyOutput OutputOf(ConnectionInfo connection, SafetyCheck safety) =>
        new($"{connection.Peer}", safety.Digits, safety.QrText, safety.IsTrusted, safety.RotatedAt);
}
