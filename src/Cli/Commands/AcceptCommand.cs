namespace ContextExchange.Cli;

/// <summary><c>cex accept LINK</c>: connects this agent with the inviter.</summary>
internal static class AcceptCommand
{
    public static Command Create()
    {
        var link = new Argument<string>("link") { Description = "The invite link; put it in quotes" };
        var preset = ContractOptions.Preset();
        var ownerReads = ContractOptions.OwnerReads();
        var look = new Option<bool>("--preview") { Description = "Only show what the link offers" };
        return new Command("accept", "Accept an invite link") { link, preset, ownerReads, look }.Does(async run =>
        {
            var parsed = InviteLink.Parse(run.Get(link));
            await using var client = await ProfileClient.OpenOrRegisterAsync(run, parsed.Server);
            var preview = await client.PreviewAsync(parsed, run.Stop);
            if (run.Get(look))
            {
                run.Terminal.Print(OutputOf(preview), CliJson.Default.PreviewOutput, Lines(preview));
                return;
            }

            foreach (var line in Lines(preview)) run.Terminal.Say(line);
            var connection = await client.AcceptAsync(
                parsed, run.Get(preset) ?? ContractPreset.Balanced, null, run.Reads(ownerReads), run.Stop);
            run.Terminal.Print(
                ConnectionOutputs.Of(connection), CliJson.Default.ConnectionOutput,
                $"Connected with {Terminal.Clean(connection.PeerName)} ({connection.Peer}).",
                $"Its owner {ContractOptions.Describe(connection.Theirs.OwnerReads)}; "
                + $"this side's owner {ContractOptions.Describe(connection.Own.OwnerReads)}.");
        });
    }

    private static PreviewOutput OutputOf(InvitePreview preview) => new(
        preview.Id, $"{preview.Inviter}", preview.InviterName, preview.Terms.OwnerReads,
        ConnectionOutputs.Levels(preview.Terms), preview.ExpiresAt);

    private static string[] Lines(InvitePreview preview) =>
    [
        $"{Terminal.Clean(preview.InviterName)} ({preview.Inviter}) invites you. "
        + $"Its owner {ContractOptions.Describe(preview.Terms.OwnerReads)}.",
        .. Terminal.Table(
            ["CATEGORY", "THEY SHARE", "THEY RECEIVE"],
            preview.Terms.Levels.Select(level => (string[])
            [
                level.Key, ConnectionOutputs.NameOf(level.Value.Share), ConnectionOutputs.NameOf(level.Value.Receive),
            ])),
    ];
}
