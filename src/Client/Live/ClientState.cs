namespace ContextExchange.Client;

/// <summary>Where a client stands towards its server.</summary>
public enum ClientState
{
    /// <summary>Not connected; it connects again by itself after <see cref="ClientStatus.RetryIn"/>, or was never asked
    /// to.</summary>
    Disconnected = 0,

    /// <summary>On the way: the socket or the handshake.</summary>
    Connecting = 1,

    /// <summary>Sends and receives.</summary>
    Connected = 2,

    /// <summary>For good: disposed, or a reason that trying again cannot change.</summary>
    Closed = 3,
}
