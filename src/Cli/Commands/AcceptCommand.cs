namespace ContextExchange.Cli;

/// <summary><c>cex accept LINK</c>: connects this agent with the inviter.</summary>
internal static class AcceptCommand
{
    public static Command Create()
    {
        var link = new Argument<string>("link") { Description = "The invite link; put it in quotes" };
        var preset = ContractOptions.Preset();
        return new Command("accept", "Accept an invite link") { link, preset }.Does(async run =>
        {
            var parsed = InviteLink.Parse(run.Get(link));
            await using var client = await ProfileClient.OpenOrRegisterAsync(run, parsed.Server);
            var connection = await client.AcceptAsync(
                parsed, run.Get(preset) ?? ContractPreset.Balanced, null, run.Stop);
            run.Terminal.Print(
                ConnectionOutputs.Of(connection), CliJson.Default.ConnectionOutput,
                $"Connected with {Terminal.Clean(connection.PeerName)} ({connection.Peer}).");
        });
    }
}
