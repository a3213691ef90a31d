namespace ContextExchange.Web.Tests.Clusters;

/// <summary>A lease table that a test can put out of a silo's reach: questions then wait for ever.</summary>
internal sealed class CutLeases(IPartitionLeases table) : IPartitionLeases, IDisposable
{
    private volatile bool _cut;

    public bool IsCut
    {
        get => _cut;
        set => _cut = value;
    }

    public Task<SiloAddress> JoinAsync(string siloId, string endpoint, CancellationToken cancellationToken) =>
        AskAsync(() => table.JoinAsync(siloId, endpoint, cancellationToken), cancellationToken);

    public Task<ClusterView?> RenewAsync(
        SiloAddress self, SiloReport report, CancellationToken cancellationToken) =>
        AskAsync(() => table.RenewAsync(self, report, cancellationToken), cancellationToken);

    public Task<ClusterView?> ClaimAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, CancellationToken cancellationToken) =>
        AskAsync(() => table.ClaimAsync(self, partitions, cancellationToken), cancellationToken);

    public Task<ClusterView?> HandOverAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to, CancellationToken cancellationToken) =>
        AskAsync(() => table.HandOverAsync(self, partitions, to, cancellationToken), cancellationToken);

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) =>
        AskAsync(
            async () =>
            {
                await table.LeaveAsync(self, cancellationToken);
                return true;
            },
            cancellationToken);

    public Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken) =>
        AskAsync(() => table.SetDrainingAsync(siloId, draining, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken) =>
        AskAsync(() => table.ListAsync(cancellationToken), cancellationToken);

    /// <summary>Ends the silo's session with the database.</summary>
    public void Dispose() => (table as IDisposable)?.Dispose();

    private async Task<T> AskAsync<T>(Func<Task<T>> question, CancellationToken cancellationToken) => _cut
        ? await new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken)
        : await question();
}
