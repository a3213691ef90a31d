using ContextExchange.Web.Cluster;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>A cluster that hands partitions over when the test says so.</summary>
internal sealed class ScriptedCluster : ISiloCluster
{
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int? OwnedPartitions { get; set; } = 1;

    /// <summary>Completes when the silo began to hand over.</summary>
    public Task HandingOver => _began.Task;

    /// <summary>What the silo counts as its clients.</summary>
    public Func<int> Clients { get; private set; } = () => -1;

    /// <summary>An operator tells the silo to drain, or to come back.</summary>
    public Action<bool> Tell { get; private set; } = _ => { };

    /// <summary>Everything is handed over.</summary>
    public void HandedOver() => _done.SetResult();

    public void Attach(Func<int> clients, Action<bool> drainingChanged) => (Clients, Tell) = (clients, drainingChanged);

    public Task<IReadOnlyList<SiloInfo>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SiloInfo>>([]);

    public Task<Refusal> SetDrainingAsync(string silo, bool draining, CancellationToken cancellationToken) =>
        Task.FromResult(Refusal.None);

    public Task HandOverAsync(CancellationToken cancellationToken)
    {
        _began.SetResult();
        return _done.Task;
    }
}
