using ContextExchange.Actors.TestingHost;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContextExchange.Actors.Tests;

/// <summary>How long a silo believes that partitions are its own, with leases of 3 seconds.</summary>
public sealed class MembershipTests : IDisposable
{
    private const int Partitions = 8;

    private static readonly SiloAddress Other = new("b", 99, "b:1");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedLeases _table = new();
    private readonly Membership _silo;

    public MembershipTests()
    {
        var options = new ClusterOptions { SiloId = "a", Partitions = Partitions };
        _silo = new(options, _table, _clock, NullLogger.Instance);
    }

    public void Dispose() => _silo.Dispose();

    [Fact]
    public async Task AHandOverDoesNotLengthenTheLease()
    {
        _table.Renewal = self => Task.FromResult<ClusterView?>(View(1, self, ofOther: 0));
        await _silo.JoinAsync("a:1", CancellationToken.None);
        _clock.Advance(Second);
        var first = await _table.HandOverAsync();
        _table.Renewal = _ => new TaskCompletionSource<ClusterView?>().Task;

        _clock.Advance(2 * Second);
        first.SetResult(View(2, _silo.Self, ofOther: 1));
        var second = await _table.HandOverAsync();
        Assert.True(_silo.IsMine(0));
        second.SetResult(View(3, _silo.Self, ofOther: 2));
        await _table.HandOverAsync();
        _clock.Advance(Second);

        Assert.False(_silo.IsMine(0));
    }

    [Fact]
    public async Task WhatIsSaidLateOfAnEarlierRunDoesNotEndThisOne()
    {
        _table.Renewal = self => Task.FromResult<ClusterView?>(View(1, self, ofOther: 0));
        await _silo.JoinAsync("a:1", CancellationToken.None);
        _clock.Advance(Second);
        var ofFirstRun = await _table.HandOverAsync();
        _table.Renewal = _ => Task.FromResult<ClusterView?>(null);
        _clock.Advance(Second);
        _table.Renewal = self => Task.FromResult<ClusterView?>(View(2, self, ofOther: 4));
        _clock.Advance(Second);
        Assert.Equal(2, _silo.Incarnation);

        ofFirstRun.SetResult(null);

        Assert.True(_silo.IsMine(0));
    }

    [Fact]
    public async Task ARunThatIsGivenUpIsNotRenewedBecauseSomebodyAsks()
    {
        List<long> renewed = [];
        _table.Renewal = self => Task.FromResult<ClusterView?>(View(1, self, ofOther: 4));
        await _silo.JoinAsync("a:1", CancellationToken.None);
        _table.Renewal = _ => Task.FromException<ClusterView?>(new TimeoutException());
        _table.JoinRefusal = new TimeoutException();
        for (var second = 0; second < 4; second++) _clock.Advance(Second);
        Assert.False(_silo.IsMine(0));

        _table.Renewal = self =>
        {
            renewed.Add(self.Incarnation);
            return Task.FromResult<ClusterView?>(View(2, self, ofOther: 4));
        };
        await Assert.ThrowsAsync<TimeoutException>(() => _silo.SettledAsync(0));
        Assert.Empty(renewed);
        _table.JoinRefusal = null;
        await _silo.SettledAsync(0);

        Assert.Equal(2, _silo.Incarnation);
        Assert.True(_silo.IsMine(0));
    }

    [Fact]
    public async Task WhatMayHaveBeenHandedOverIsNotServedUntilTheTableHasAnswered()
    {
        _table.Renewal = self => Task.FromResult<ClusterView?>(View(1, self, ofOther: 3));
        await _silo.JoinAsync("a:1", CancellationToken.None);
        _clock.Advance(Second);
        var handOver = await _table.HandOverAsync();
        Assert.Equal(4, Served());
        var renewal = new TaskCompletionSource<ClusterView?>();
        _table.Renewal = _ => renewal.Task;

        handOver.SetException(new TimeoutException());
        Assert.Equal(4, Served());
        renewal.SetResult(View(2, _silo.Self, ofOther: 3));

        Assert.Equal(5, Served());

        int Served() => Enumerable.Range(0, Partitions).Count(_silo.IsMine);
    }

    [Fact]
    public async Task WhatAnotherSiloClaimsAtTheSameTimeIsAskedForElsewhere()
    {
        List<int[]> asked = [];
        _table.Renewal = self => Task.FromResult<ClusterView?>(Owned(1, self, _ => null));
        _table.Claim = (self, partitions) =>
        {
            asked.Add([.. partitions]);
            return Owned(1 + asked.Count, self, p => p < 4 ? Other : asked.Count > 1 ? self : null);
        };

        await _silo.JoinAsync("a:1", CancellationToken.None);

        Assert.Equal([[0, 1, 2, 3], [4, 5, 6, 7]], asked);
        Assert.Equal(4, _silo.Owned);
    }

    [Fact]
    public async Task ATableThatGivesNothingIsNotAskedForEver()
    {
        var asked = 0;
        _table.Renewal = self => Task.FromResult<ClusterView?>(Owned(1, self, _ => null));
        _table.Claim = (self, _) =>
        {
            asked++;
            return Owned(1, self, _ => null);
        };

        await _silo.JoinAsync("a:1", CancellationToken.None);

        Assert.Equal((1, 0), (asked, _silo.Owned));
    }

    /// <summary>The other silo owns the last partitions.</summary>
    private static ClusterView View(long version, SiloAddress self, int ofOther) =>
        Owned(version, self, partition => partition < Partitions - ofOther ? self : Other);

    private static ClusterView Owned(long version, SiloAddress self, Func<int, SiloAddress?> owner) =>
        new(version, [self, Other], [.. Enumerable.Range(0, Partitions).Select(owner)]);
}
