namespace ContextExchange.Client;

/// <summary>A client's state and how it came to it.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Code">The server's close code; null where the server gave none.</param>
/// <param name="Reason">One sentence for people; empty while all is well.</param>
/// <param name="RetryIn">With <see cref="ClientState.Disconnected"/>: when it tries again; otherwise null.</param>
public sealed record ClientStatus(
    ClientState State, CloseCode? Code = null, string Reason = "", TimeSpan? RetryIn = null)
{
    /// <summary>Whether it tries again by itself.</summary>
    public bool IsTerminal => State == ClientState.Closed;
}
