namespace ContextExchange.Web.Gateway;

/// <summary>
/// What carries one session's frames: a WebSocket, or a SignalR connection. On this side of it frames are always
/// binary, so that
/// the session knows one encoding; a transport that speaks another rewrites them.
/// </summary>
internal interface ISessionTransport
{
    /// <summary>
    /// The next message. Holds no buffer while it waits. Never called twice at a time.
    /// </summary>
    /// <param name="limit">Bytes that the message may have.</param>
    ValueTask<Received> ReceiveAsync(int limit);

    /// <summary>
    /// Sends whole frames, as one message where the encoding allows it. Never called twice at a time.
    /// </summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> frames);

    /// <summary>
    /// Says goodbye; what was sent before arrives before it. The peer's own goodbye ends the receiving.
    /// </summary>
    ValueTask CloseAsync(CloseCode code, string reason);

    /// <summary>Cuts the connection: whatever waits here ends or fails at once. Idempotent.</summary>
    void Abort();
}
