using ContextExchange.Actors;

namespace ContextExchange.Storage.Tests;

/// <summary>The lease table of a cluster, asked by several silos on one database.</summary>
public sealed class PostgresPartitionLeasesTests : IDisposable
{
    private const int Partitions = 8;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

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
        var views = await Task.WhenAll(silos.Select(silo => silo.Leases.RenewAsync(silo.Self, Limit)));

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

        Assert.Null(await one.RenewAsync(first, Limit));
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
        await Assert.ThrowsAsync<StoreUnavailableException>(() => one.RenewAsync(first, Limit));
        var view = await one.RenewAsync(first, Limit);

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
        Assert.Null(await two.RenewAsync(second, Limit));
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
            var view = await leases.RenewAsync(self, Limit);
            Assert.NotNull(view);
            if (isSo(view)) return view;
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
