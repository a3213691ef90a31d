using System.Text.Json;
using Spectre.Console;

namespace ContextExchange.Cli;

/// <summary><c>cex replay FILE</c>: the proof on real input.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "Dialogues, one JSON object a line" };
        var start = new Option<bool>("--start") { Description = "Start a throw-away server for it" };
        var limit = CheckedOption.Number("--limit", "dialogues", 1);
        limit.Description = "Only the first dialogues";
        var window = CheckedOption.Number("--window", "turns", 1, 256);
        window.Description = "Stream with up to this many turns on the way per side instead of turn by turn";
        var killEvery = CheckedOption.Number("--kill-every", "messages", 1);
        killEvery.Description = "With --start: kill and restart the server each time that this many have arrived";
        var contract = CheckedOption.Choice<ContractPreset>("--contract");
        contract.Description = "Both sides' contract (default: everything by itself)";
        contract.HelpName = "PRESET";
        var peer = new Option<string?>("--peer")
        {
            Description = "Who the second agent is: dotnet (default), or node for the TypeScript SDK", HelpName = "SDK",
        };
        peer.AcceptOnlyFromAmong("dotnet", "node");
        return new Command(
            "replay", "Replay dialogues between two agents over sealed messages and check every text")
        {
            file, start, limit, window, killEvery, contract, peer,
        }.Does(async run =>
        {
            var plan = new ReplayPlan(
                run.Get(start), run.Get(limit) ?? int.MaxValue, run.Get(window), run.Get(killEvery), run.Get(contract),
                run.Get(peer) == "node");
            if (plan is { Start: false, KillEvery: not null })
                throw new ExchangeException("usage", "--kill-every needs --start: only a throw-away server is killed.");
            var dialogues = DialogueFile.Read(run.Get(file), plan.Limit);
            var report = await RunAsync(run, plan, dialogues);
            Console.Out.WriteLine(JsonSerializer.Serialize(report, CliJson.Default.ReplayReport));
            return report.Passed ? ExitCode.Done : ExitCode.CheckFailed;
        });
    }

    private static async Task<ReplayReport> RunAsync(Invocation run, ReplayPlan plan, IReadOnlyList<Dialogue> dialogues)
    {
        var folder = Directory.CreateTempSubdirectory("cex-replay-").FullName;
        try
        {
            var silo = plan.Start ? await SiloProcess.StartAsync(Path.Combine(folder, "server"), run.Stop) : null;
            try
            {
                var server = silo?.Server ?? ProfileClient.ServerOf(run);
                await using var replay = await ReplayRun.StartAsync(
                    dialogues, server, folder, plan, run.Stop);
                return await MeasureAsync(run, plan, dialogues, silo, replay);
            }
            finally
            {
                if (silo is not null) await silo.DisposeAsync();
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ReplayReport> MeasureAsync(
        Invocation run, ReplayPlan plan, IReadOnlyList<Dialogue> dialogues, SiloProcess? silo, ReplayRun replay)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Stop);
        var killing = silo is not null && plan.KillEvery is { } every
            ? KillAsync(silo, replay.Ledger, every, stop.Token)
            : Task.CompletedTask;
        var took = await WithProgressAsync(run, dialogues.Sum(one => one.Turns.Count), replay, () =>
            plan.Window is { } window ? replay.StreamAsync(window) : replay.TurnByTurnAsync());
        await stop.CancelAsync();
        await killing.ContinueWith(_ => { }, TaskScheduler.Default);
        return replay.Ledger.Report(silo?.Kills ?? 0, took);
    }

    private static async Task KillAsync(SiloProcess silo, ReplayLedger ledger, int every, CancellationToken ct)
    {
        using var due = new SemaphoreSlim(0);
        ledger.Arrived += Count;
        try
        {
            while (true)
            {
                await due.WaitAsync(ct);
                await silo.KillAndRestartAsync(ct);
            }
        }
        finally
        {
            ledger.Arrived -= Count;
        }

        void Count(int received)
        {
            if (received % every == 0) due.Release();
        }
    }

    private static async Task<TimeSpan> WithProgressAsync(
        Invocation run, int turns, ReplayRun replay, Func<Task<TimeSpan>> work)
    {
        if (!run.Terminal.IsInteractive) return await work();
        var took = TimeSpan.Zero;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask("turns", maxValue: turns);
            void Move(int received) => bar.Value = received;
            replay.Ledger.Arrived += Move;
            took = await work();
            replay.Ledger.Arrived -= Move;
        });
        return took;
    }
}
