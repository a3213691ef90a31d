namespace ContextExchange.Cli;

/// <summary><c>cex approvals</c>, <c>approve</c>, <c>reject</c> and <c>send-back</c>.</summary>
internal static class ApprovalCommands
{
    public static Command Approvals() =>
        new Command("approvals", "List what waits for this owner's decision").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var owner = await client.AsOwnerAsync(run.Stop);
        var waiting = (await owner.GetApprovalsAsync(run.Stop)).Select(one => new ApprovalOutput(
            $"{one.Message}", $"{one.Sender}", $"{one.Recipient}", one.Category, $"{one.Side}", one.HeldAt,
                one.ExpiresAt))
            .ToArray();
        run.Terminal.Print(waiting, CliJson.Default.ApprovalOutputArray, Terminal.Table(
            ["MESSAGE", "CATEGORY", "FROM", "TO", "EXPIRES"],
            waiting.Select(
                one => (string[])[one.Message, one.Category, one.Sender, one.Recipient, $"{one.ExpiresAt:u}"])));
    });

    public static Command Approve() => Decide("approve", "Let a held message through", Verdict.Approve);

    public static Command Reject() => Decide("reject", "Reject a held message", Verdict.Reject);

    public static Command SendBack() =>
        Decide("send-back", "Reject a held message and ask its agent for another draft", Verdict.SendBack);

    private static Command Decide(string name, string description, Verdict verdict)
    {
        var message = new Argument<string>("message") { Description = "The message's id, or the beginning of it" };
        var note = new Option<string?>("--note") { Description = "A word to the sending agent" };
        var command = new Command(name, description) { message };
        if (verdict == Verdict.SendBack) command.Options.Add(note);
        return command.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            var prefix = run.Get(message);
            var found = (await owner.GetApprovalsAsync(run.Stop))
                .Where(one => one.Message.ToString().StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToArray();
            if (found is not [var held])
            {
                throw new ExchangeException(
                    "not-found", found.Length == 0 ? "No such message waits."
                        : "More than one message begins like that.");
            }

            await owner.DecideAsync(held, verdict, verdict == Verdict.SendBack ? run.Get(note) : null, run.Stop);
            run.Terminal.Print(
                new DecisionOutput($"{held.Message}", name), CliJson.Default.DecisionOutput, $"{name}  {held.Message}");
        });
    }
}
