using System.Diagnostics;

namespace ContextExchange.LoadGenerator;

/// <summary>Connections in pairs, each pair a closed loop; the rate is of messages received.</summary>
internal static class PairsScenario
{
    // A server faster than was thought would leave nothing to measure.
    private const double MostUsedInWarmUp = 0.5;

    public static async Task<int> RunAsync(Options options)
    {
        var connections = await Fleet.ConnectAsync(options);
        var measurement = new Measurement();
        var pairs = new List<Pair>();
        for (var i = 0; i + 1 < connections.Count; i += 2)
        {
            var pair = new Pair(connections[i], connections[i + 1], options.Window, measurement);
            connections[i].Sending = connections[i + 1].Receiving = pair;
            pairs.Add(pair);
        }

        foreach (var connection in connections)
            _ = connection.ReceiveAsync();
        foreach (var pair in pairs)
            pair.Pump();

        await PassAsync(options.WarmUpSeconds, () => connections.Any(c => c.Used > MostUsedInWarmUp));
        if (connections.Any(c => c.Dry))
        {
            await Console.Error.WriteLineAsync(
                $"The {options.Presealed} messages sealed ahead were used up in the warm-up: raise --presealed.");
            return 1;
        }

        var (cpu, databaseCpu) = CpuSeconds(options);
        var start = Stopwatch.GetTimestamp();
        measurement.On = true;
        // Senders that run dry end the measurement: a shrinking load would flatter the latency.
        await PassAsync(options.Seconds, () => connections.Any(c => c.Dry));
        measurement.On = false;
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (cpuNow, databaseCpuNow) = CpuSeconds(options);
        var rss = ProcessUsage.ResidentMiB(options.ProcessIds);
        foreach (var pair in pairs)
            pair.Stop();

        new Report(
            options.Name, "pairs", options.Connections, options.Window, options.Payload,
            Math.Round(measurement.Delivered / seconds, 1), Milliseconds(measurement.Latency.Quantile(0.5)),
            Milliseconds(measurement.Latency.Quantile(0.99)),
            PerThousand(cpuNow - cpu), Math.Round(rss, 1),
            DatabaseCpuSPer1000: PerThousand(databaseCpuNow - databaseCpu),
            Stored: options.Stored == 0 ? null : options.Stored).Print();
        return Faults(connections, pairs);

        double? PerThousand(double? seconds) => seconds is { } used
            ? Math.Round(used * 1000 / Math.Max(1, measurement.Delivered), 5)
            : null;
    }

    /// <summary>Returns after so many seconds, or soon after <paramref name="over"/> is true.</summary>
    private static async Task PassAsync(double seconds, Func<bool> over)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds && !over())
            await Task.Delay(20);
    }

    private static (double Server, double? Database) CpuSeconds(Options options) => (
        ProcessUsage.CpuSeconds(options.ProcessIds),
        options.DatabaseProcessId == 0 ? null : ProcessUsage.CpuSecondsOfFamily(options.DatabaseProcessId));

    private static double Milliseconds(double ticks) => Math.Round(ticks * 1000 / Stopwatch.Frequency, 3);

    private static int Faults(List<LoadConnection> connections, List<Pair> pairs)
    {
        var failure = connections.Select(c => c.Failure).FirstOrDefault(f => f is not null);
        var stuck = pairs.Count(pair => pair.Delivered == 0);
        if (failure is null && stuck == 0)
            return 0;
        Console.Error.WriteLine($"first failure: {failure ?? "none"}; pairs without a message: {stuck}");
        return 1;
    }
}
