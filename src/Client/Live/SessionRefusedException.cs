namespace ContextExchange.Client;

/// <summary>The server closed the socket during the handshake.</summary>
internal sealed class SessionRefusedException(SessionEnd end) : Exception(end.Reason)
{
    public SessionEnd End { get; } = end;
}
