namespace ContextExchange.Client;

/// <summary>One attempt to connect failed.</summary>
internal sealed class ConnectFailedException(SessionEnd end) : Exception(end.Reason)
{
    public SessionEnd End { get; } = end;
}
