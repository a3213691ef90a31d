namespace ContextExchange.Actors.Bench;

/// <summary>Two silos that need no table: the server owns everything, the client nothing.</summary>
/// <param name="server">The endpoint of the server; null in the server's own process.</param>
internal sealed class FixedLeases(string? server) : IPartitionLeases
{
    private const int Partitions = 1_024;

    private SiloAddress? _server = server is null ? null : new("server", 1, server);

    /// <summary>Where this process listens, once it does.</summary>
    public TaskCompletionSource<string> Joined { get; } = new();

    public Task<SiloAddress> JoinAsync(string siloId, string endpoint, CancellationToken cancellationToken)
    {
        var self = new SiloAddress(siloId, siloId == "server" ? 1 : 2, endpoint);
        _server ??= self;
        Joined.TrySetResult(endpoint);
        return Task.FromResult(self);
    }

    public Task<ClusterView?> RenewAsync(
        SiloAddress self, SiloReport report, CancellationToken cancellationToken) => View(self);

    public Task<ClusterView?> ClaimAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, CancellationToken cancellationToken) => View(self);

    public Task<ClusterView?> HandOverAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to, CancellationToken cancellationToken) =>
        View(self);

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken) =>
        Task.FromResult(DrainAnswer.LastOne);

    public Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SiloStatus>>([]);

    private Task<ClusterView?> View(SiloAddress self)
    {
        var owners = new SiloAddress?[Partitions];
        Array.Fill(owners, _server);
        // Each silo sees itself and the server only, so that none wants to give or take.
        IReadOnlyList<SiloAddress> silos = self == _server ? [self] : [_server!];
        return Task.FromResult<ClusterView?>(new(1, silos, owners));
    }
}
