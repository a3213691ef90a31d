using System.Threading.Channels;

namespace ContextExchange.Actors.Tests;

/// <summary>A lease table whose answers the test gives, each when it wants.</summary>
internal sealed class ScriptedLeases : IPartitionLeases
{
    private readonly Channel<TaskCompletionSource<ClusterView?>> _handOvers =
        Channel.CreateUnbounded<TaskCompletionSource<ClusterView?>>();

    private long _runs;

    /// <summary>What a renewal answers; null once the lease has ended.</summary>
    public Func<SiloAddress, Task<ClusterView?>> Renewal { get; set; } = _ => Task.FromResult<ClusterView?>(null);

    /// <summary>What a claim answers, with what it asks for.</summary>
    public Func<SiloAddress, IReadOnlyCollection<int>, ClusterView> Claim { get; set; } =
        (_, _) => throw new NotSupportedException("Nothing is free.");

    /// <summary>The next hand-over that is asked for, to be answered by the test.</summary>
    public ValueTask<TaskCompletionSource<ClusterView?>> HandOverAsync() =>
        _handOvers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Why nobody may join; null while everybody may.</summary>
    public Exception? JoinRefusal { get; set; }

    public Task<SiloAddress> JoinAsync(string siloId, string endpoint, CancellationToken cancellationToken) =>
        JoinRefusal is { } refusal
            ? Task.FromException<SiloAddress>(refusal)
            : Task.FromResult(new SiloAddress(siloId, ++_runs, endpoint));

    public Task<ClusterView?> RenewAsync(SiloAddress self, SiloReport report, CancellationToken cancellationToken) =>
        Renewal(self);

    public Task<ClusterView?> ClaimAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, CancellationToken cancellationToken) =>
        Task.FromResult<ClusterView?>(Claim(self, partitions));

    public Task<ClusterView?> HandOverAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<ClusterView?>();
        _handOvers.Writer.TryWrite(answer);
        return answer.Task;
    }

    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody drains.");

    public Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nobody asks.");
}
