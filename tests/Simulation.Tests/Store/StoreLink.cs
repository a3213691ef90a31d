using ContextExchange.Actors.TestingHost;
using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Cluster;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Store;

/// <summary>
/// One silo's connection to the shared store: writes wait, are taken in batches, applied in order, flushed, and
/// answered, as a group-commit writer does it; all of it takes time and can fail. What was sent may be applied after
/// the silo has died.
/// </summary>
internal sealed class StoreLink(SiloScheduler scheduler, FakeTimeProvider time, Random random, Coverage coverage)
{
    /// <summary>Writes that may wait; what comes on top is refused.</summary>
    public const int MaxWaiting = 8;

    private const int MaxBatch = 4;

    private readonly Queue<PendingWrite> _waiting = [];
    private bool _isBusy;

    /// <summary>After this time the silo gives a batch up.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(5);

    public StoreWeather Weather { get; set; } = new();

    /// <summary>The most that ever waited.</summary>
    public int MostWaiting { get; private set; }

    /// <summary>For a planted bug: the queue takes everything.</summary>
    public bool IsUnbounded { get; init; }

    /// <summary>For a planted bug: what follows a refused step in its batch is answered and not applied.</summary>
    public bool SkipsAfterRefusal { get; init; }

    public Task<T> WriteAsync<T>(Func<ValueTask<T>> apply)
    {
        if (_waiting.Count >= MaxWaiting && !IsUnbounded)
        {
            coverage.Count("store: queue full");
            return Task.FromException<T>(new StoreUnavailableException("The writer's queue is full."));
        }

        var write = new PendingWrite<T>(apply);
        _waiting.Enqueue(write);
        MostWaiting = Math.Max(MostWaiting, _waiting.Count);
        if (!_isBusy)
        {
            _isBusy = true;
            scheduler.Schedule(new SimulatedStep("store", Commit));
        }

        return write.Answer;
    }

    public async Task<T> ReadAsync<T>(Func<ValueTask<T>> read)
    {
        await PassAsync();
        if (Weather.IsCut || random.NextDouble() < Weather.ReadsFail)
        {
            coverage.Count("store: read fails");
            await PassAsync();
            throw new StoreUnavailableException("Injected: the read failed.");
        }

        var value = await read();
        await PassAsync();
        return value;
    }

    private Task PassAsync() => Task.Delay(Draw(), time);

    private TimeSpan Draw() =>
        TimeSpan.FromMilliseconds(Math.Ceiling(Weather.Latency.TotalMilliseconds * random.NextDouble()));

    private void Commit()
    {
        var batch = new List<PendingWrite>();
        while (batch.Count < MaxBatch && _waiting.TryDequeue(out var write)) batch.Add(write);
        if (batch.Count > 1) coverage.Count("store: several writes in a batch");
        After(Draw(), () => Apply(batch));
    }

    private void Apply(List<PendingWrite> batch)
    {
        var draw = random.NextDouble();
        var fails = Weather.IsCut || draw < Weather.FailsBefore || (scheduler.IsDead && random.Next(2) == 0);
        if (fails) coverage.Count("store: batch fails before it is applied");
        else ApplyAll(batch);

        var isLost = random.NextDouble() < Weather.NeverAnswers;
        if (isLost) coverage.Count("store: answer never comes");
        After(isLost ? Patience : Draw(), () =>
        {
            var hides = isLost || Weather.IsCut || random.NextDouble() < Weather.FailsAfter;
            if (hides && !fails) coverage.Count("store: batch fails after it was applied");
            // The silo's own thread hears of it, unless it is frozen or dead.
            scheduler.Schedule(new SimulatedStep("store", () => Finish(batch, fails || hides)));
        });
    }

    private void ApplyAll(List<PendingWrite> batch)
    {
        var skips = false;
        foreach (var write in batch)
        {
            if (skips && write.TrySkip()) continue;
            write.Apply();
            skips |= SkipsAfterRefusal && write.IsRefused;
        }
    }

    private void Finish(List<PendingWrite> batch, bool fails)
    {
        foreach (var write in batch) write.Complete(fails);
        _isBusy = _waiting.Count > 0;
        if (_isBusy) scheduler.Schedule(new SimulatedStep("store", Commit));
    }

    private void After(TimeSpan wait, Action step)
    {
        if (wait == TimeSpan.Zero) step();
        else _ = time.CreateTimer(_ => step(), null, wait, Timeout.InfiniteTimeSpan);
    }
}
