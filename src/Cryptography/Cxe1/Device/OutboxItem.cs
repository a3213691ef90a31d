namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Something to deliver to the server: exactly these bytes, as often as needed, until the server settles it.
/// </summary>
/// <param name="Connection">The connection.</param>
/// <param name="Position">The place in the connection's outbox; earlier items are delivered first.</param>
/// <param name="IsEpoch">An epoch record, else an envelope.</param>
/// <param name="Bytes">The complete record or envelope.</param>
public readonly record struct OutboxItem(Guid Connection, long Position, bool IsEpoch, ReadOnlyMemory<byte> Bytes);
