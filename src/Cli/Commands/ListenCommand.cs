namespace ContextExchange.Cli;

/// <summary><c>cex listen</c>: prints what arrives and acknowledges it.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var follow = new Option<bool>("--follow", "-f")
        {
            Description = "Stay and print what comes, until interrupted",
        };
        var count = CheckedOption.Number("--count", "messages", 1);
        count.Description = "Stop after this many messages";
        count.Aliases.Add("-n");
        return new Command("listen", "Open, print and acknowledge what has arrived") { follow, count }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            client.StatusChanged += status =>
            {
                if (status is { State: ClientState.Disconnected }) run.Terminal.Say($"disconnected: {status.Reason}");
            };
            await client.ConnectAsync(run.Stop);
            var names = await EntryPrinter.NamesAsync(client, run.Stop);
            var left = run.Get(count) ?? int.MaxValue;
            await foreach (var item in Items(client, run.Get(follow) || run.Get(count) is not null, run.Stop))
            {
                EntryPrinter.Print(run.Terminal, item, names);
                await client.AckAsync(item);
                if (item is ReceivedMessage && --left == 0) return;
            }
        });
    }

    private static async IAsyncEnumerable<MailboxItem> Items(
        AgentClient client, bool follow,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (follow)
        {
            await foreach (var item in client.ReceiveAsync(ct)) yield return item;
            yield break;
        }

        foreach (var item in await client.ReceiveAvailableAsync(ct)) yield return item;
    }
}
