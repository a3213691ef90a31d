using ContextExchange.Web.Http;
using ContextExchange.Web.Tests.Gateway;

namespace ContextExchange.Web.Tests.Http;

/// <summary>What a silo takes from a shared counter at a time.</summary>
public sealed class LimitAllowanceTests
{
    private static readonly LimitRule Rule = new(640, TimeSpan.FromMinutes(1));

    [Fact]
    public async Task SilosThatTakeAllowancesNeverAllowMoreThanTheLimitTogether()
    {
        var (clock, counter) = (new FakeClock(), new Counter());
        var grains = new ScriptedGrains { Limit = counter };
        LimitAllowances[] silos = [new(grains, clock), new(grains, clock), new(grains, clock)];
        var random = new Random(1);
        var allowed = 0;
        for (var i = 0; i < 2_000; i++)
            if ((await silos[random.Next(3)].TakeAsync("session:a", Rule)).Allowed) allowed++;

        Assert.Equal(Rule.Limit, allowed);
        Assert.True(counter.Questions < 64 + 2 * 1_400, $"{counter.Questions} questions");
    }

    [Fact]
    public async Task MostCallsAskNobody()
    {
        var (clock, counter) = (new FakeClock(), new Counter());
        var silo = new LimitAllowances(new ScriptedGrains { Limit = counter }, clock);
        for (var i = 0; i < 100; i++)
        {
            var state = await silo.TakeAsync("session:a", Rule);
            Assert.Equal((true, Rule.Limit, Rule.Limit - 1 - i), (state.Allowed, state.Limit, state.Remaining));
        }

        Assert.Equal(10, counter.Questions);
    }

    [Fact]
    public async Task AnAllowanceEndsWithItsWindow()
    {
        var (clock, counter) = (new FakeClock(), new Counter());
        var silo = new LimitAllowances(new ScriptedGrains { Limit = counter }, clock);
        await silo.TakeAsync("session:a", Rule);

        clock.Advance(Rule.Window);
        counter.Reset();
        var allowed = 0;
        for (var i = 0; i < 700; i++)
            if ((await silo.TakeAsync("session:a", Rule)).Allowed) allowed++;

        Assert.Equal(Rule.Limit, allowed);
    }

    [Theory]
    [InlineData(5, 0, 1)]
    [InlineData(127, 0, 1)]
    [InlineData(3_000, 0, 46)]
    [InlineData(1_000_000, 0, 64)]
    [InlineData(3_000, 100_000, 1)]
    public void SmallLimitsAndThoseOfTwoWindowsAreCountedOneByOne(int limit, int longLimit, int allowance) =>
        Assert.Equal(allowance, LimitAllowances.AllowanceOf(
            new LimitRule(limit, TimeSpan.FromMinutes(1), longLimit, TimeSpan.FromHours(1))));

    /// <summary>A counter of one window, wherever it lives.</summary>
    private sealed class Counter : ILimitGrain
    {
        private int _used;

        public int Questions { get; private set; }

        public void Reset() => _used = 0;

        public ValueTask<LimitState> Take(LimitRule rule, int cost)
        {
            Questions++;
            var allowed = _used + cost <= rule.Limit;
            if (allowed) _used += cost;
            return ValueTask.FromResult(new LimitState(allowed, rule.Limit, rule.Limit - _used, rule.Window));
        }
    }
}
