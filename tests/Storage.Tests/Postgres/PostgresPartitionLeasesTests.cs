using ContextExchange.Actors;

namespace ContextExchange.Storage.Tests;

/// <summary>The lease table of a cluster, asked by several silos on one database.</summary>
public sealed class PostgresPartitionLeasesTests : IDisposable
{
    private const int Partitions = 8;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static readonly SiloReport Said = new("1.2", 7);

    private readonly PostgresUnderTest _database = new();
    private readonly List<IDisposable> _open = [];

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var leases in _open) leases.Dispose();
        _database.Dispose();
    }

    [Fact]
    public async Task APartitionIsTheFirstOnesThatClaimedIt()
    {
        var (one, first) = await JoinAsync("one");
        var (two, second) = await JoinAsync("two");

        await one.ClaimAsync(first, [0, 1, 2], Limit);
        var view = await two.ClaimAsync(second, [2, 3], Limit);

        Assert.NotNull(view);
        Assert.Equal([first, second], view.Silos);
        Assert.Equal([first, first, first, second, null, null, null, null], view.Owners);
    }

    [Fact]
    public async Task SilosThatClaimAtOnceShareWithoutOverlap()
    {
        var silos = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => JoinAsync($"silo-{i}")));

        await Task.WhenAll(silos.Select(silo =>
            silo.Leases.ClaimAsync(silo.Self, Enumerable.Range(0, Partitions).ToArray(), Limit)));
        var views = await Task.WhenAll(silos.Select(silo => silo.Leases.RenewAsync(silo.Self, Said, Limit)));

        Assert.All(views, view => Assert.Equal(views[0]!.Owners, view!.Owners));
        Assert.DoesNotContain(null, views[0]!.Owners);
    }

    [Fact]
    public async Task WhatADeadProcessOwnedIsFreeAtOnce()
    {
        var (one, first) = await JoinAsync("one", Long);
        var (two, second) = await JoinAsync("two", Long);
        await one.ClaimAsync(first, [0, 1], Limit);

        one.Dispose();
        var view = await UntilAsync(two, second, now => now.Silos.Count == 1);

        Assert.Equal(new SiloAddress?[Partitions], view.Owners);
        Assert.Equal(first.Incarnation + 2, (await JoinAsync("one", Long)).Self.Incarnation);
    }

    [Fact]
    public async Task AFrozenProcessKeepsWhatItOwnsUntilItsLeaseEndsAndNoLonger()
    {
        var (one, first) = await JoinAsync("one", Short);
        var (two, second) = await JoinAsync("two", Long);
        await one.ClaimAsync(first, [0, 1], Limit);

        await UntilAsync(two, second, now => now.Owners[0] is null);

        Assert.Null(await one.RenewAsync(first, Said, Limit));
        Assert.Null(await one.ClaimAsync(first, [0], Limit));
        Assert.Null(await one.HandOverAsync(first, [0], second, Limit));
    }

    [Fact]
    public async Task ALostConnectionIsReplacedWhileTheLeaseRuns()
    {
        var (one, first) = await JoinAsync("one", Long);
        await one.ClaimAsync(first, [0], Limit);

        _database.Execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = "
            + $"{first.Incarnation} AND classid::bigint = silo_lock()");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => one.RenewAsync(first, Said, Limit));
        var view = await one.RenewAsync(first, Said, Limit);

        Assert.Equal(first, view?.Owners[0]);
    }

    [Fact]
    public async Task APartitionIsHandedToALivingSiloAndFreedForADeadOne()
    {
        var (one, first) = await JoinAsync("one");
        var (two, second) = await JoinAsync("two");
        await one.ClaimAsync(first, [0, 1, 2], Limit);

        await one.HandOverAsync(first, [0, 5], second, Limit);
        await two.LeaveAsync(second, Limit);
        var view = await one.HandOverAsync(first, [1], second, Limit);

        Assert.Equal([null, null, first, null, null, null, null, null], view?.Owners);
        Assert.Null(await two.RenewAsync(second, Said, Limit));
    }

    [Fact]
    public async Task AnySiloMayTellAnotherToDrainAndEveryViewSaysSo()
    {
        var (one, first) = await JoinAsync("one");
        var (two, second) = await JoinAsync("two");

        Assert.Equal(DrainAnswer.Told, await one.SetDrainingAsync("two", true, Limit));
        Assert.Equal(DrainAnswer.Told, await one.SetDrainingAsync("two", true, Limit));
        var view = await two.RenewAsync(second, Said, Limit);

        Assert.Equal([second.Incarnation], view!.Draining);
        Assert.Equal(DrainAnswer.LastOne, await two.SetDrainingAsync("one", true, Limit));
        Assert.Equal(DrainAnswer.Unknown, await one.SetDrainingAsync("three", true, Limit));
        Assert.Equal(DrainAnswer.Told, await two.SetDrainingAsync("two", false, Limit));
        Assert.Empty((await one.RenewAsync(first, Said, Limit))!.Draining);
    }

    [Fact]
    public async Task ADrainChangesTheViewsVersionSoThatNobodyMissesIt()
    {
        var (one, first) = await JoinAsync("one");
        await JoinAsync("two");
        var before = await one.RenewAsync(first, Said, Limit);

        await one.SetDrainingAsync("two", true, Limit);

        Assert.Equal(before!.Version + 1, (await one.RenewAsync(first, Said, Limit))!.Version);
    }

    [Fact]
    public async Task TheListTellsWhatEachSiloSaidAndWhoIsGone()
    {
        var (one, first) = await JoinAsync("one");
        var (two, second) = await JoinAsync("two");
        await one.ClaimAsync(first, [0, 1, 2], Limit);
        await one.RenewAsync(first, Said, Limit);
        await two.LeaveAsync(second, Limit);

        var list = await one.ListAsync(Limit);

        Assert.Equal([first, second], list.Select(row => row.Silo));
        Assert.Equal((3, Said, null), (list[0].Partitions, list[0].Report, list[0].GoneAt));
        Assert.InRange(list[0].LeaseLeft, Long - TimeSpan.FromMinutes(5), Long);
        Assert.True(list[1].GoneAt >= list[1].JoinedAt);
        await JoinAsync("two");
        Assert.All(await one.ListAsync(Limit), row => Assert.Null(row.GoneAt));
    }

    [Fact]
    public async Task AQuestionThatIsGivenUpDoesNotCostTheSiloItsLock()
    {
        var (one, first) = await JoinAsync("one");
        var (two, second) = await JoinAsync("two");
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.ListAsync(given.Token));

        Assert.Contains(first, (await two.RenewAsync(second, Said, Limit))!.Silos);
    }

    [Fact]
    public async Task ABuildThatKnowsNoDrainsKeepsItsRowAndIsListed()
    {
        var (one, first) = await JoinAsync("one");

        _database.Execute($"SELECT silo_renew({first.Incarnation}, interval '1 hour'); SELECT cluster_view()");
        var row = Assert.Single(await one.ListAsync(Limit));

        Assert.Equal((first, SiloReport.None), (row.Silo, row.Report));
    }

    [Fact]
    public async Task AnIdThatLivesIsRefusedWithASentence()
    {
        await JoinAsync("one");

        var refusal = await Assert.ThrowsAsync<SiloIdTakenException>(() => JoinAsync("one"));

        Assert.Contains("Cluster:SiloId", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other", Partitions, "secret", "Cluster:ClusterId")]
    [InlineData("test", 16, "secret", "Cluster:Partitions")]
    [InlineData("test", Partitions, "other", "secrets folder")]
    public async Task AStrangerToTheClusterIsRefusedWithASentence(
        string cluster, int partitions, string secret, string remedy)
    {
        await JoinAsync("one");
        var stranger = Open(new ClusterIdentity(cluster, partitions, Bytes(secret)), Long);

        var refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => stranger.JoinAsync("two", "127.0.0.1:2", Limit));

        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
    }

    private async Task<(PostgresPartitionLeases Leases, SiloAddress Self)> JoinAsync(
        string silo, TimeSpan? duration = null)
    {
        var leases = Open(new ClusterIdentity("test", Partitions, Bytes("secret")), duration ?? Long);
        return (leases, await leases.JoinAsync(silo, "127.0.0.1:1", Limit));
    }

    private PostgresPartitionLeases Open(ClusterIdentity identity, TimeSpan duration)
    {
        var source = new PostgresSource(new PostgresStorageOptions { ConnectionString = _database.ConnectionString });
        var leases = new PostgresPartitionLeases(source, identity, duration);
        _open.Add(leases);
        return leases;
    }

    /// <summary>Asks until the table says so; the test's own limit ends it otherwise.</summary>
    private static async Task<ClusterView> UntilAsync(
        PostgresPartitionLeases leases, SiloAddress self, Func<ClusterView, bool> isSo)
    {
        while (true)
        {
            var view = await leases.RenewAsync(self, Said, Limit);
            Assert.NotNull(view);
            if (isSo(view)) return view;
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
