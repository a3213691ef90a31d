namespace ContextExchange.LoadGenerator;

/// <summary>What an idle connection costs: the server's memory with all of them less its memory before, per connection.</summary>
internal static class IdleScenario
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(Options options)
    {
        // Code and pools first, so that only connections are counted.
        var warm = await Fleet.ConnectAsync(options with { Connections = Math.Min(100, options.Connections) });
        await Task.Delay(Settle);
        var before = ProcessUsage.ResidentMiB(options.ProcessId);
        var connections = await Fleet.ConnectAsync(options, skip: warm.Count);
        foreach (var connection in connections.Concat(warm))
            _ = connection.ReceiveAsync();
        await Task.Delay(Settle);
        var after = ProcessUsage.ResidentMiB(options.ProcessId);
        var failure = connections.Concat(warm).Select(c => c.Failure).FirstOrDefault(f => f is not null);
        new Report(
            options.System, "idle", options.Connections, 0, 0, null, null, null, null, Math.Round(after, 1),
            Math.Round((after - before) * 1024 * 1024 / connections.Count)).Print();
        if (failure is not null)
            Console.Error.WriteLine($"first failure: {failure}");
        return failure is null ? 0 : 1;
    }
}
