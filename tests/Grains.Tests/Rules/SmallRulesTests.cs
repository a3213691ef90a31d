using ContextExchange.Grains.Connections;
using ContextExchange.Grains.Tests.Kit;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class SmallRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AHoldLastsADayButNeverLongerThanItsMessage()
    {
        Assert.Equal(Noon.AddHours(24), HoldRules.Expiry(Noon, Noon.AddDays(7)));
        Assert.Equal(Noon.AddHours(1), HoldRules.Expiry(Noon, Noon.AddHours(1)));
    }

    [Fact]
    public void TermsNameAtMostThirtyTwoValidCategories()
    {
        static Terms Naming(IEnumerable<string> names) =>
            new(names.ToDictionary(name => name, _ => new CategoryLevels(ConsentLevel.Auto, ConsentLevel.Auto)), true);
        Assert.True(TermsRules.IsValid(Naming(Enumerable.Range(0, 32).Select(i => $"c{i}"))));
        Assert.False(TermsRules.IsValid(Naming(Enumerable.Range(0, 33).Select(i => $"c{i}"))));
        Assert.False(TermsRules.IsValid(Naming(["Schedule"])));
        Assert.False(TermsRules.IsValid(Naming([""])));
        Assert.False(TermsRules.IsValid(Contracts.One((ConsentLevel)3, ConsentLevel.Auto)));
    }

    [Theory]
    [InlineData(59, false)]
    [InlineData(60, true)]
    [InlineData(365 * 24 * 60, true)]
    [InlineData(365 * 24 * 60 + 1, false)]
    public void AnIdleTimeIsAnHourToAYear(int minutes, bool valid)
    {
        var policy = ConnectionPolicy.Default with { IdleAfter = TimeSpan.FromMinutes(minutes) };
        Assert.Equal(valid, TermsRules.IsValid(policy, Noon));
    }

    [Fact]
    public void OneWayTrafficIsNotLimitedByTurns()
    {
        var limit = new TurnLimit(3);
        var ada = AgentId.New();
        for (var i = 0; i < 1_000; i++)
        {
            Assert.Equal(0, limit.WaitFor(ada, i));
            limit.Count(ada, i);
        }
    }

    [Fact]
    public void TurnsAreLimitedWithinAMinuteAndThenFree()
    {
        var limit = new TurnLimit(3);
        AgentId ada = AgentId.New(), ben = AgentId.New();
        const long minute = 60_000;
        for (var i = 0; i < 3; i++) limit.Count(i % 2 == 0 ? ada : ben, minute);
        Assert.Equal(minute, limit.WaitFor(ben, minute));
        Assert.True(limit.WaitFor(ben, 2 * minute - 1) > 0);
        Assert.Equal(0, limit.WaitFor(ben, 3 * minute));
    }

    [Fact]
    public async Task AClosedGateOpensOnlyAfterEverythingHasLeft()
    {
        var gate = new SendGate();
        gate.Enter();
        gate.Enter();
        var drained = gate.CloseAsync();
        gate.Leave();
        Assert.False(drained.IsCompleted);
        var waiting = gate.WhenOpen;
        gate.Leave();
        await drained;
        Assert.False(waiting.IsCompleted);
        gate.Open();
        await waiting;
        Assert.True(gate.IsOpen);
    }
}
