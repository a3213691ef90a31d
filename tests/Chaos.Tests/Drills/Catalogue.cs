namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Every drill, and the rows of the fault matrix that none stands for, with the reason.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Drill> All { get; } =
    [
        new SiloKill(), new SiloStop(), new SiloFreeze(), new Stutter(), new AllKilled(), new PostgresKill(),
        new PostgresConnections(), new LongLock(), new SlowCommit(), new SiloPartition(bothWays: true),
        new SiloPartition(bothWays: false), new SiloWithoutPostgres(), new SiloUnplugged(), new LossyLink(),
        new DelayedRpc(), new BrokenSockets(), new HalfOpen(), new SlowConsumer(), new ReconnectStorm(),
        new ClientCrash(), new Overload(), new OverloadRefused(), new Poison(), new Clock(), new TempFull(),
        new DiskFull(), new PostgresFailover(), new LostTail(byRestore: false), new LostTail(byRestore: true),
    ];

    /// <summary>Rows of the fault matrix without a drill, and why.</summary>
    public static IReadOnlyDictionary<int, string> WithoutDrill { get; } = new SortedDictionary<int, string>
    {
        [25] = "another build is needed: eng/upgrade --from migration --back; silo-stop restarts every silo in turn",
    };

    /// <summary>What runs when nothing is named: all but the long ones.</summary>
    public static IReadOnlyList<Drill> Usual => [.. All.Where(drill => !drill.IsLong)];

    public static Drill? Find(string name) => All.FirstOrDefault(drill => drill.Name == name);

    public static int Print()
    {
        foreach (var drill in All)
        {
            var reason = drill.Reason is { } one ? $" [not here: {one}]" : "";
            Console.Out.WriteLine($"{drill.Name,-22} rows {string.Join(",", drill.Rows),-8} {drill.About}{reason}");
        }

        foreach (var (row, reason) in WithoutDrill) Console.Out.WriteLine($"{"-",-22} rows {row,-8} {reason}");
        Console.Out.WriteLine(
            $"{CrashCampaign.Name,-22} rows {string.Join(",", CrashCampaign.Rows),-8} "
            + "the long one: 1,000,000 messages and 200 crashes of silos and PostgreSQL");
        return 0;
    }
}
