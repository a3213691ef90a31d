namespace ContextExchange.Storage.Tests;

/// <summary>Servers on PostgreSQL go by its clock, whatever somebody does to their machine's.</summary>
public sealed class ClockTests : IDisposable
{
    private static readonly DateTimeOffset Noon = StoreUnderTest.Noon;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Machine _machine = new();
    private readonly PostgresClock _clock;

    public ClockTests() => _clock = new PostgresClock(_machine);

    public void Dispose() => _clock.Dispose();

    [Fact]
    public void IsTheMachinesUntilTheDatabaseWasAsked() => Assert.Equal(Noon, _clock.GetUtcNow());

    [Fact]
    public void GoesByTheDatabasesAndByTimeThatPasses()
    {
        _clock.Set(Noon + Hour, _machine.GetTimestamp(), _machine.GetTimestamp());
        Assert.Equal(Noon + Hour, _clock.GetUtcNow());

        _machine.Pass(TimeSpan.FromSeconds(3));
        _machine.Now += Hour;

        Assert.Equal(Noon + Hour + TimeSpan.FromSeconds(3), _clock.GetUtcNow());
    }

    [Fact]
    public void TakesAnAnswerForTheMiddleOfItsWay()
    {
        var asked = _machine.GetTimestamp();
        _machine.Pass(TimeSpan.FromMilliseconds(800));
        _clock.Set(Noon, asked, _machine.GetTimestamp());
        Assert.Equal(Noon + TimeSpan.FromMilliseconds(400), _clock.GetUtcNow());
    }

    [Fact]
    public void LearnsNothingFromAnAnswerThatTookLong()
    {
        var asked = _machine.GetTimestamp();
        _machine.Pass(TimeSpan.FromSeconds(2));
        _clock.Set(Noon + Hour, asked, _machine.GetTimestamp());
        Assert.Equal(_machine.Now, _clock.GetUtcNow());
    }

    [Fact]
    public async Task LooksAgainAndAgainAndGoesOnWithoutAnAnswer()
    {
        DateTimeOffset?[] answers = [Noon + Hour, null, Noon - Hour];
        var asked = 0;
        var following = _clock.FollowAsync(_ => answers[Interlocked.Increment(ref asked) - 1] is { } time
            ? ValueTask.FromResult(time)
            : ValueTask.FromException<DateTimeOffset>(new StoreUnavailableException("It is gone.")));

        TickUntil(() => _clock.GetUtcNow() == Noon + Hour);
        TickUntil(() => Volatile.Read(ref asked) == 2);
        Assert.Equal(Noon + Hour, _clock.GetUtcNow());
        TickUntil(() => _clock.GetUtcNow() == Noon - Hour);

        _clock.Dispose();
        await following;
    }

    private void TickUntil(Func<bool> isSeen)
    {
        _machine.Tick();
        Assert.True(SpinWait.SpinUntil(isSeen, TimeSpan.FromSeconds(30)));
    }

    /// <summary>A machine whose clock is set and whose time passes by hand, with one timer.</summary>
    private sealed class Machine : TimeProvider
    {
        private long _passed;
        private Action _tick = () => { };

        public DateTimeOffset Now { get; set; } = Noon;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => (_passed, Now) = (_passed + time.Ticks, Now + time);

        public void Tick() => _tick();

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => _passed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
