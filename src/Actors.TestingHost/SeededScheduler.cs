namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// Runs all turns and messages of a silo on one thread, picking the next of those that are ready by a seeded random
/// number. The same seed and the same program give the same run, step by step. Requests and replies travel separately,
/// so that two calls of one caller may arrive in either order, which is all that Orleans promises.
/// </summary>
public sealed class SeededScheduler : ActorScheduler
{
    private readonly List<IThreadPoolWorkItem> _ready = [];
    private readonly List<Taken> _trace = [];
    private readonly FakeTimeProvider _time;
    private readonly Random _random;
    private readonly int _seed;
    private readonly Context _context;
    private int _thread;
    private string? _escape;

    /// <summary>A scheduler for one run.</summary>
    /// <param name="seed">Decides everything that is left to chance.</param>
    /// <param name="time">The clock; moved on when nothing is ready.</param>
    /// <param name="faults">What happens to messages.</param>
    public SeededScheduler(int seed, FakeTimeProvider time, MessageFaults faults)
    {
        _seed = seed;
        _time = time;
        Faults = faults;
        _random = new(seed);
        _context = new(this);
    }

    /// <summary>How much simulated time a run may take before it counts as stalled. Default one day.</summary>
    public TimeSpan Horizon { get; set; } = TimeSpan.FromDays(1);

    /// <summary>What happens to messages from now on.</summary>
    public MessageFaults Faults { get; set; }

    /// <summary>Every step taken so far, in order. Equal for equal seeds.</summary>
    public IReadOnlyList<string> Trace => [.. _trace.Select(step => step.ToString())];

    /// <inheritdoc/>
    public override bool IsDirect => false;

    /// <inheritdoc/>
    public override int PiecesPerSlot => 1;

    /// <inheritdoc/>
    public override void Schedule(IThreadPoolWorkItem item)
    {
        // Code on another thread makes the run depend on that thread's luck; the run is failed rather than the thread.
        if (_thread != 0 && Environment.CurrentManagedThreadId != _thread) _escape ??= $"{item}";
        lock (_ready) _ready.Add(item);
    }

    /// <inheritdoc/>
    public override void Send(MessageKind kind, GrainId target, GrainMethod method, IThreadPoolWorkItem delivery)
    {
        var lost = kind == MessageKind.Request ? Faults.LostRequests : Faults.LostReplies;
        if (_random.NextDouble() < lost)
        {
            _trace.Add(new(_time.GetUtcNow(), IsLost: true, delivery));
        }
        else if (_random.NextDouble() < Faults.Delayed)
        {
            var delay = Faults.LongestDelay * _random.NextDouble();
            _ = _time.CreateTimer(_ => Schedule(delivery), null, delay, Timeout.InfiniteTimeSpan);
        }
        else
        {
            Schedule(delivery);
        }
    }

    /// <summary>Runs a test to its end, on this thread.</summary>
    /// <exception cref="InvalidOperationException">
    /// The test can make no more progress, or some code left the simulation (Task.Run, ConfigureAwait(false)).
    /// </exception>
    public void Run(Func<Task> test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var previous = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        _thread = Environment.CurrentManagedThreadId;
        try
        {
            var limit = _time.GetUtcNow() + Horizon;
            var running = test();
            while (!running.IsCompleted) Step(limit);
            running.GetAwaiter().GetResult();
        }
        finally
        {
            _thread = 0;
            SynchronizationContext.SetSynchronizationContext(previous);
        }
    }

    private void Step(DateTimeOffset limit)
    {
        IThreadPoolWorkItem? next = null;
        lock (_ready)
        {
            if (_ready.Count > 0)
            {
                var pick = _random.Next(_ready.Count);
                next = _ready[pick];
                _ready[pick] = _ready[^1];
                _ready.RemoveAt(_ready.Count - 1);
            }
        }

        if (_escape is not null)
            throw new InvalidOperationException($"Seed {_seed}: {_escape} was scheduled from outside the simulation.");
        if (next is null)
        {
            if (!_time.RunNext(limit)) throw new InvalidOperationException($"Seed {_seed}: nothing is left to run.");
            return;
        }

        _trace.Add(new(_time.GetUtcNow(), IsLost: false, next));
        next.Execute();
    }

    /// <summary>A step that was taken. Most traces are never read, so its text is made when one is.</summary>
    private readonly record struct Taken(DateTimeOffset At, bool IsLost, IThreadPoolWorkItem Item)
    {
        public override string ToString() => IsLost ? $"{At:O} lost {Item}" : $"{At:O} {Item}";
    }

    /// <summary>Brings the test's own code back to the simulation after each await.</summary>
    private sealed class Context(SeededScheduler scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) =>
            scheduler.Schedule(new Continuation(d, state));

        public override SynchronizationContext CreateCopy() => this;
    }

    private sealed class Continuation(SendOrPostCallback callback, object? state) : IThreadPoolWorkItem
    {
        public void Execute() => callback(state);

        public override string ToString() => "test";
    }
}
