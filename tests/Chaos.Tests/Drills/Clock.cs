using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 24: the silos' clocks stand almost 5 minutes apart, and then one of them jumps an hour forth and back. Leases
/// are by the database's clock and by time that only passes, which nothing moves.
/// </summary>
internal sealed class Clock : Drill
{
    private static readonly string[] Skew = ["+0", "+140", "-140"];

    public override string Name => "clock";

    public override IReadOnlyList<int> Rows => [24];

    public override string About =>
        "silos' clocks almost 5 minutes apart, then a jump of +1 h and back; nobody loses a lease";

    public override string? Reason => Library is null
        ? "needs libfaketime: apt-get install -y libfaketime"
        : Environment.GetEnvironmentVariable("CEX_CHAOS_CLOCK") is { Length: > 0 }
            ? null
            : "a silo ended at its start under libfaketime when this was tried; $CEX_CHAOS_CLOCK tries again";

    public override StageOptions? Stage => new()
    {
        SiloEnvironment = (number, folder) => new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library ?? "",
            ["FAKETIME_TIMESTAMP_FILE"] = FileOf(folder, Skew[number]),
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        },
    };

    private static string? Library { get; } = ((string[])
    [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    ]).FirstOrDefault(File.Exists);

    public override async Task InjectAsync(DrillRun run)
    {
        var joins = run.Stage.Joins();
        await run.ServedAsync(run.Quick ? 20 : 200);
        var silo = run.Stage.Silos[0];
        FileOf(silo.Settings.Folder, "+3600");
        await run.ServedAsync(run.Quick ? 60 : 200);
        FileOf(silo.Settings.Folder, Skew[0]);
        await run.ServedAsync(run.Quick ? 60 : 200);
        run.AtMost("membership_changes", run.Stage.Joins() - joins, 0);
        // A client that connects anew proves itself by the time of the silo that it reaches.
        foreach (var link in run.Stage.ToSilo) link.Reset();
        await run.ServedAsync(10);
    }

    private static string FileOf(string folder, string offset)
    {
        var file = Path.Combine(folder, "clock");
        var draft = file + ".new";
        File.WriteAllText(draft, offset + "\n");
        File.Move(draft, file, overwrite: true);
        return file;
    }
}
