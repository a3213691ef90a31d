using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class RecentActivityTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void EventsOfOneMomentGetTimesOfTheirOwn()
    {
        var recent = new RecentActivity(Begin);

        DateTimeOffset[] times =
            [recent.Stamp(Begin), recent.Stamp(Begin), recent.Stamp(Begin), recent.Stamp(Begin.AddHours(-1))];

        Assert.Equal([0, 1, 2, 3], times.Select(time => time.Ticks - Begin.Ticks));
    }

    [Fact]
    public void WhatHappenedSinceATimeAndALittleBeforeIsToldAgainInItsOrder()
    {
        var recent = new RecentActivity(Begin);
        for (var second = 1; second <= 9; second++) Add(recent, second);

        Assert.Equal([3, 4, 5, 6, 7, 8, 9], Seconds(recent, 8));
        Assert.True(recent.IsWholeSince(Begin));
        Assert.False(recent.IsWholeSince(Begin.AddTicks(-1)));
    }

    [Fact]
    public void WhatIsMoreThanItKeepsIsSaidToBeMissing()
    {
        var recent = new RecentActivity(Begin);
        for (var second = 1; second <= RecentActivity.Capacity + 2; second++) Add(recent, second);

        Assert.Equal(3, Seconds(recent, 0).First());
        Assert.False(recent.IsWholeSince(Begin.AddSeconds(2)));
        Assert.True(recent.IsWholeSince(Begin.AddSeconds(3)));
    }

    private static void Add(RecentActivity recent, int second) => recent.Add(new ActivityEvent(
        recent.Stamp(Begin.AddSeconds(second)), "message.accepted", default, default, default, null, null, 0));

    private static IEnumerable<int> Seconds(RecentActivity recent, int from) =>
        recent.Since(Begin.AddSeconds(from)).Select(one => (int)(one.At - Begin).TotalSeconds);
}
