namespace ContextExchange.Cli;

/// <summary><c>cex inbox</c> and <c>cex threads</c>: what waits here, without acknowledging it.</summary>
internal static class MailboxCommands
{
    public static Command Inbox() =>
        new Command("inbox", "Show what has arrived, without acknowledging it").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var items = await client.ReceiveAvailableAsync(run.Stop);
        var names = await EntryPrinter.NamesAsync(client, run.Stop);
        if (run.Terminal.IsJson)
        {
            var outputs = items.Select(item => EntryPrinter.ToOutput(item, names)).ToArray();
            run.Terminal.Print(outputs, CliJson.Default.EntryOutputArray);
            return;
        }

        foreach (var item in items) EntryPrinter.Print(run.Terminal, item, names);
        if (items.Count == 0) run.Terminal.Say("Nothing waits.");
    });

    public static Command Threads() => new Command(
        "threads", "List the threads of what is in the inbox; acknowledged messages are not counted").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var items = await client.ReceiveAvailableAsync(run.Stop);
        var names = await EntryPrinter.NamesAsync(client, run.Stop);
        var threads = items.OfType<ReceivedMessage>()
            .GroupBy(message => message.Content.Thread)
            .Select(thread => new ThreadOutput(
                thread.Key.ToString("N"),
                Terminal.Clean(thread.First().Content.Subject),
                Terminal.Clean(names.GetValueOrDefault(thread.First().Sender) ?? $"{thread.First().Sender}"),
                thread.Count(), thread.Max(message => message.At)))
            .ToArray();
        run.Terminal.Print(threads, CliJson.Default.ThreadOutputArray, Terminal.Table(
            ["THREAD", "WITH", "MESSAGES", "LAST", "SUBJECT"],
            threads.Select(one => (string[])[one.Thread, one.With, $"{one.Messages}", $"{one.Last:u}", one.Subject])));
    });
}
