using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class EpochQuotaTests
{
    private static readonly long Interval = (long)Limits.EpochInterval.TotalMilliseconds;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(1, 1)]
    [InlineData(2.5, 2)]
    [InlineData(1_000_000, Limits.MaxUnusedEpochs)]
    [InlineData(-5, 0)]
    public void EachIntervalEarnsOne(double intervals, int expected)
    {
        var quota = Empty(now: 1_000);
        Assert.Equal(expected, Take(quota, 1_000 + (long)(intervals * Interval)));
    }

    [Fact]
    public void PartsOfAnIntervalAreNotLost()
    {
        var quota = Empty(now: 0);
        Assert.Equal(1, Take(quota, Interval * 3 / 2));
        Assert.Equal(1, Take(quota, Interval * 2));
    }

    [Fact]
    public void MessagesGiveBackNoMoreThanWasTaken()
    {
        var quota = Empty(now: 0);
        for (var i = 0; i < 5 * Limits.MaxUnusedEpochs; i++) quota.GiveBack();
        Assert.Equal(Limits.MaxUnusedEpochs, Take(quota, 0));
    }

    private static EpochQuota Empty(long now)
    {
        var quota = new EpochQuota(now);
        Assert.Equal(Limits.MaxUnusedEpochs, Take(quota, now));
        return quota;
    }

    private static int Take(EpochQuota quota, long now)
    {
        var taken = 0;
        while (quota.TryTake(now)) taken++;
        return taken;
    }
}
