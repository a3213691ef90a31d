namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>Row 12: where silos write their logs and temporary files there is no room.</summary>
internal sealed class TempFull : Drill
{
    public override string Name => "temp-full";

    public override IReadOnlyList<int> Rows => [12];

    public override string About => "a silo's log and temporary files lie on a full disk; it goes on, and starts again";

    public override StageOptions? Stage => new() { SiloMegabytes = 8 };

    public override async Task InjectAsync(DrillRun run)
    {
        foreach (var silo in run.Stage.Silos) Fill(Path.Combine(silo.Settings.Folder, "filler"));
        await run.ServedAsync(run.Quick ? 30 : 300);
        // What a fault makes them log must not stop them either.
        foreach (var link in run.Stage.ToSilo) link.Reset();
        foreach (var link in run.Stage.ToDatabase) link.Reset();
        await run.ServedAsync(10);
        run.Expect(run.Stage.Silos.All(silo => silo.IsRunning), "a silo ended because its disk was full");
        await run.Stage.Silos[0].KillAsync();
        run.Crashes++;
        run.Stage.Silos[0].Start();
        await run.Stage.MendAsync();
        await run.ServedAsync(10);
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true) stream.Write(new byte[4_096]);
        }
        catch (IOException)
        {
            // It is full.
        }
    }
}
