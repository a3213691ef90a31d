namespace ContextExchange.Storage;

/// <summary>
/// The database's clock, on which all servers that share it agree. It is looked at now and then; in between time only
/// passes, so that a clock of this machine that is wrong, or set, moves no deadline. Safe for concurrent use.
/// </summary>
internal sealed class PostgresClock(TimeProvider machine) : TimeProvider, IDisposable
{
    public const string Question = "SELECT clock_timestamp()";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>An answer that took longer says too little about when it was given.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _closed = new();
    private volatile Look? _last;

    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <summary>Before the first look the time of this machine.</summary>
    public override DateTimeOffset GetUtcNow() =>
        _last is { } look ? look.Time + GetElapsedTime(look.At) : machine.GetUtcNow();

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>What the database's clock showed at some moment between two timestamps of this one.</summary>
    public void Set(DateTimeOffset time, long asked, long answered)
    {
        if (GetElapsedTime(asked, answered) <= LongestLook) _last = new Look(time, asked + ((answered - asked) / 2));
    }

    /// <summary>Looks again and again until this is disposed. A database without an answer holds up no time.</summary>
    public async Task FollowAsync(Func<CancellationToken, ValueTask<DateTimeOffset>> ask)
    {
        using var timer = new PeriodicTimer(LookEvery, machine);
        try
        {
            while (await timer.WaitForNextTickAsync(_closed.Token)) await LookAsync(ask);
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    public void Dispose()
    {
        if (_closed.IsCancellationRequested) return;
        _closed.Cancel();
        _closed.Dispose();
    }

    private async Task LookAsync(Func<CancellationToken, ValueTask<DateTimeOffset>> ask)
    {
        try
        {
            var asked = GetTimestamp();
            Set(await ask(_closed.Token), asked, GetTimestamp());
        }
        catch (StoreUnavailableException)
        {
            // The store itself says so wherever it matters.
        }
    }

    private sealed record Look(DateTimeOffset Time, long At);
}
