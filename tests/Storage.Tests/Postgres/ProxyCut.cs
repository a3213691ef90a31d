namespace ContextExchange.Storage.Tests;

/// <summary>Where a proxy cuts a connection.</summary>
internal enum ProxyCut
{
    None = 0,

    /// <summary>In the middle of what the client says: the server never has the whole.</summary>
    Request = 1,

    /// <summary>After the server has answered, before the client hears it.</summary>
    Answer = 2,
}
