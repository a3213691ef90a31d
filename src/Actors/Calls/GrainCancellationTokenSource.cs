namespace ContextExchange.Actors;

/// <summary>Makes and cancels a <see cref="GrainCancellationToken"/>.</summary>
public sealed class GrainCancellationTokenSource : IDisposable
{
    /// <summary>The token to pass to grain calls.</summary>
    public GrainCancellationToken Token { get; } = new();

    /// <summary>Whether <see cref="Cancel"/> was called.</summary>
    public bool IsCancellationRequested => Token.CancellationToken.IsCancellationRequested;

    /// <summary>Cancels the token; completes when everybody who listens was told.</summary>
    public Task Cancel() => Token.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => Token.Dispose();
}
