namespace ContextExchange.Web.Cluster;

/// <summary>A server of one silo: there is nobody to give anything to.</summary>
/// <param name="clock">Says when it began.</param>
internal sealed class SoloSilo(TimeProvider clock) : ISiloCluster
{
    /// <summary>Its name in lists.</summary>
    public const string Id = "silo";

    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private Func<int> _clients = () => 0;

    public int? OwnedPartitions => null;

    public void Attach(Func<int> clients, Action<bool> drainingChanged) => _clients = clients;

    public Task<IReadOnlyList<SiloInfo>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SiloInfo>>(
            [new(Id, "", SiloState.Active, null, _clients(), ServerVersion.Text, _began, null, null)]);

    public Task<Refusal> SetDrainingAsync(string silo, bool draining, CancellationToken cancellationToken) =>
        Task.FromResult(silo != Id ? Refusal.NotFound : draining ? Refusal.Conflict : Refusal.None);

    public Task HandOverAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
