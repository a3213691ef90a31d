namespace ContextExchange.Actors;

/// <summary>A cancellation token for grain calls. New contracts take a plain <see cref="CancellationToken"/>.</summary>
public sealed class GrainCancellationToken : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    internal GrainCancellationToken()
    {
    }

    /// <summary>The token to wait on.</summary>
    public CancellationToken CancellationToken => _source.Token;

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    internal Task CancelAsync() => _source.CancelAsync();
}
