namespace ContextExchange.LoadGenerator;

/// <summary>
/// What an idle connection costs: the server's resident memory with all of them less its memory with the first tenth,
/// per
/// connection. Everything is registered before, so that only connecting is counted. Resident memory holds what the
/// collector
/// has not given back yet: read it beside the relays' figures, not as an exact size.
/// </summary>
internal static class IdleScenario
{
    public static async Task<int> RunAsync(Options options)
    {
        var settle = TimeSpan.FromSeconds(options.Settle);
        var connections = await Fleet.CreateAsync(options);
        var warm = connections.Count / 10;
        // Code and pools first.
        await OpenAsync(connections.Take(warm));
        await Task.Delay(settle);
        var before = ProcessUsage.ResidentMiB(options.ProcessIds);
        await OpenAsync(connections.Skip(warm));
        await Task.Delay(settle);
        var after = ProcessUsage.ResidentMiB(options.ProcessIds);
        var failure = connections.Select(c => c.Failure).FirstOrDefault(f => f is not null);
        new Report(
            options.Name, "idle", options.Connections, 0, 0, null, null, null, null, Math.Round(after, 1),
            Math.Round((after - before) * 1024 * 1024 / (connections.Count - warm))).Print();
        if (failure is not null)
            Console.Error.WriteLine($"first failure: {failure}");
        return failure is null ? 0 : 1;

        async Task OpenAsync(IEnumerable<LoadConnection> some)
        {
            var opened = some.ToList();
            await Fleet.OpenAsync(opened, options.Ports);
            foreach (var connection in opened)
                _ = connection.ReceiveAsync();
        }
    }
}
