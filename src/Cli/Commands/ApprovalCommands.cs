namespace ContextExchange.Cli;

/// <summary><c>cex approvals</c>, <c>approve</c>, <c>reject</c> and <c>send-back</c>.</summary>
internal static class ApprovalCommands
{
    public static Command Approvals() =>
        new Command("approvals", "Read what waits for this owner's decision").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var names = await EntryPrinter.NamesAsync(client, run.Stop);
        var waiting = (await client.Owner.GetApprovalsAsync(run.Stop)).Select(OutputOf).ToArray();
        run.Terminal.Print(
            waiting, CliJson.Default.ApprovalOutputArray, [.. waiting.SelectMany(one => Lines(one, names))]);
        if (waiting.Length == 0) run.Terminal.Say("Nothing waits.");
    });

    public static Command Approve() => Decide(
        "approve", "Sign a yes to a held message and let it pass",
        (client, held, _, ct) => client.Owner.ApproveAsync(held, ct));

    public static Command Reject() => Decide(
        "reject", "Reject a held message", (client, held, _, ct) => client.Owner.RejectAsync(held, ct));

    public static Command SendBack()
    {
        var note = new Option<string?>("--note")
        {
            Description = "A word to the agent that wrote it, sealed for its devices", HelpName = "TEXT",
        };
        var command = Decide(
            "send-back", "Reject a held message and ask its agent for another draft",
            (client, held, run, ct) => client.Owner.SendBackAsync(held, run.Get(note), ct));
        command.Options.Add(note);
        return command;
    }

    private static Command Decide(
        string name, string description,
        Func<AgentClient, HeldMessage, Invocation, CancellationToken, Task> decide)
    {
        var message = new Argument<string>("message") { Description = "The message's id, or the beginning of it" };
        return new Command(name, description) { message }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var held = MessagePrefix.Find(
                await client.Owner.GetApprovalsAsync(run.Stop), one => one.Info.Message, run.Get(message),
                "No such message waits: see  cex approvals.");
            await decide(client, held, run, run.Stop);
            run.Terminal.Print(
                new DecisionOutput($"{held.Info.Message}", name), CliJson.Default.DecisionOutput,
                $"{name}  {held.Info.Message}");
        });
    }

    private static ApprovalOutput OutputOf(HeldMessage held) => new(
        $"{held.Info.Message}", $"{held.Info.Sender}", $"{held.Info.Recipient}", held.Info.Category,
        $"{held.Info.Side}", held.Info.HeldAt, held.Info.ExpiresAt, held.Content?.Subject, held.Content?.Text,
        held.Content?.Note, held.Reason);

    private static string[] Lines(ApprovalOutput one, IReadOnlyDictionary<AgentId, string> names) =>
    [
        $"{one.Message}  [{one.Category}]  {NameOf(one.Sender, names)} -> {NameOf(one.Recipient, names)}  "
        + $"until {one.ExpiresAt.ToLocalTime():yyyy-MM-dd HH:mm}",
        .. one.Text is null
            ? [$"  cannot be read: {one.Reason}; reject it"]
            : Terminal.Clean($"{one.Subject}\n{one.Text}".Trim()).Split('\n').Select(line => "  " + line),
        .. string.IsNullOrEmpty(one.Note) ? [] : (string[])[$"  note: {Terminal.Clean(one.Note)}"],
    ];

    private static string NameOf(string agent, IReadOnlyDictionary<AgentId, string> names) =>
        Terminal.Clean(names.GetValueOrDefault(AgentId.Parse(agent)) ?? agent);
}
