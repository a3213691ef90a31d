using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Chaos.Tests.Traffic;
using ContextExchange.Client;

namespace ContextExchange.Chaos.Tests.Drills;

/// <summary>
/// Row 26: an application on the SDK is killed at any moment between receiving, its own effect and the acknowledgement,
/// and started again; silos are killed meanwhile, so that receipts and acknowledgements get lost as well.
/// </summary>
internal sealed class ClientCrash : Drill
{
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(90);

    public override string Name => "client-crash";

    public override IReadOnlyList<int> Rows => [26];

    public override string About =>
        "kill -9 of a receiving SDK process and of silos; every message has exactly one effect";

    public override LoadPlan? Plan(bool quick) => new() { Pairs = 2, TurnByTurn = 1 };

    public override async Task InjectAsync(DrillRun run)
    {
        var folder = Path.Combine(run.Stage.Folder, $"sdk-{run.Random.Next()}");
        Directory.CreateDirectory(folder);
        var receiving = Path.Combine(folder, "receiver");
        await using var sender = await SdkAgent.RegisterAsync(run.Stage.Server, Path.Combine(folder, "sender"));
        var receiver = await SdkAgent.RegisterAsync(run.Stage.Server, receiving);
        var peer = receiver.Profile.Agent;
        await SdkAgent.ConnectAsync(sender, receiver);
        await receiver.DisposeAsync();
        await sender.ConnectAsync();

        using var stop = new CancellationTokenSource();
        var crashing = CrashAsync(run, receiving, stop.Token);
        var sent = new Dictionary<Guid, string>();
        var receipts = new List<Task<SendReceipt>>();
        for (var i = 0; i < (run.Quick ? 200 : 2_000); i++)
        {
            var message = new Message
            {
                Text = $"Message {i}: is Tuesday at ten free?", LogicalId = Guid.CreateVersion7(),
            };
            sent.Add(message.LogicalId!.Value, SdkAgent.HashOf(message.Text));
            receipts.Add((await sender.PostAsync(peer, Category.Schedule, message)).Receipt);
        }

        var accepted = await Task.WhenAll(receipts).WaitAsync(ArrivalLimit);
        run.Expect(
            await Waiting.UntilAsync(() => Effects(receiving).Count() >= sent.Count, ArrivalLimit),
            $"only {Effects(receiving).Count()} of {sent.Count} messages had an effect");
        await stop.CancelAsync();
        await crashing;
        Judge(run, SdkAgent.Read(receiving), sent, accepted.Length);
    }

    private static void Judge(
        DrillRun run, IReadOnlyList<(Guid Logical, long Number, string Word)> journal, Dictionary<Guid, string> sent,
        int accepted)
    {
        var effects = journal.Where(line => line.Word != "again").ToList();
        run.Note("sdk_accepted", accepted);
        run.Note("sdk_effects", effects.Count);
        run.Note("sdk_given_again", journal.Count - effects.Count);
        run.Expect(effects.Count == effects.DistinctBy(line => line.Logical).Count(), "a message had two effects");
        run.Expect(
            effects.All(line => sent.GetValueOrDefault(line.Logical) == line.Word),
            "the application was given something else than what was sent");
        run.Expect(
            effects.Select(line => line.Number).SequenceEqual(effects.Select(line => line.Number).Order()),
            "effects came out of order");
    }

    private static IEnumerable<Guid> Effects(string folder) =>
        SdkAgent.Read(folder).Select(line => line.Logical).Distinct();

    private static async Task CrashAsync(DrillRun run, string folder, CancellationToken ct)
    {
        var lives = 0;
        try
        {
            // The last one lives on and takes what is left.
            while (lives < (run.Quick ? 5 : 40))
            {
                // Now and then a silo with it: a receipt or an acknowledgement is lost on the way.
                var silo = ++lives % 3 == 0 ? run.Stage.Silos[run.Random.Next(run.Stage.Silos.Count)] : null;
                using var receiver = ChildProcess.Start(
                    Path.Combine(folder, "log"),
                    ["dotnet", typeof(SdkAgent).Assembly.Location, SdkAgent.Command, folder]);
                // It takes a moment to start, and must not die before it has done anything.
                var before = SdkAgent.Read(folder).Count;
                await Waiting.UntilAsync(() => SdkAgent.Read(folder).Count > before, ArrivalLimit, ct);
                await Task.Delay((int)(run.Random.NextDouble() * 400), ct);
                run.Crashes++;
                await receiver.KillAsync();
                if (silo is null) continue;
                await silo.KillAsync();
                run.Crashes++;
                silo.Start();
            }

            using var last = ChildProcess.Start(
                Path.Combine(folder, "log"), ["dotnet", typeof(SdkAgent).Assembly.Location, SdkAgent.Command, folder]);
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        }
        catch (OperationCanceledException)
        {
            run.Note("receiver_lives", lives);
        }
    }
}
