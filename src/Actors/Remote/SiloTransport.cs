namespace ContextExchange.Actors;

/// <summary>How silos reach each other: TCP in production, memory in tests. A process boundary, so a seam.</summary>
public abstract class SiloTransport
{
    /// <summary>
    /// Listens. Each accepted connection is given to <paramref name="accepted"/>, which must not block.
    /// </summary>
    /// <returns>The listener, which ends with its disposal, and where it listens, <c>host:port</c>.</returns>
    public abstract Task<(IAsyncDisposable Listener, string Endpoint)> ListenAsync(
        string endpoint, Action<SiloConnection> accepted, CancellationToken cancellationToken);

    /// <summary>Dials.</summary>
    /// <exception cref="IOException">Nobody answers.</exception>
    public abstract Task<SiloConnection> DialAsync(string endpoint, CancellationToken cancellationToken);
}
