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
            var preview = await TellAsync("", () => client.PreviewAsync(parsed, run.Stop));
            if (run.Get(look))
            {
                run.Terminal.Print(OutputOf(preview), CliJson.Default.PreviewOutput, Lines(preview));
                return;
            }

            foreach (var line in Lines(preview)) run.Terminal.Say(line);
            if (preview.Inviter == client.Profile.Agent)
                throw new ExchangeException("usage", "This agent made the link itself: it is for the other side.");
            var connection = await TellAsync(preview.InviterName, () => client.AcceptAsync(
                parsed, run.Get(preset) ?? ContractPreset.Balanced, null, run.Reads(ownerReads), run.Stop));
            run.Terminal.Print(
                ConnectionOutputs.Of(connection), CliJson.Default.ConnectionOutput,
                $"Connected with {Terminal.Clean(connection.PeerName)} ({connection.Peer}).",
                $"Its owner {ContractOptions.Describe(connection.Theirs.OwnerReads)}; "
                + $"this side's owner {ContractOptions.Describe(connection.Own.OwnerReads)}.");
        });
    }

    /// <summary>
    /// The refusals in words about the invite. The server does not tell one that is over from one that never was.
    /// </summary>
    private static async Task<T> TellAsync<T>(string inviter, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ProblemException e) when (e.Code is "not-found" or "used" or "expired" or "revoked")
        {
            throw new ExchangeException(
                "not-found", "This invite was used before, is over or was taken back: ask for a new link.", inner: e);
        }
        catch (ProblemException e) when (e.Code == "forbidden")
        {
            throw new ExchangeException(
                e.Code, "This invite is bound to another agent: ask for a link that is for this one.", inner: e);
        }
        catch (ProblemException e) when (e.Code == "conflict")
        {
            throw new ExchangeException(
                e.Code, $"This agent is connected with {Terminal.Clean(inviter)} already: the link was not used.",
                inner: e);
        }
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
