namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Which envelope had which sequence of a sender device, and which one it named as its predecessor. Messages may come
/// in any order; whatever two neighbours are known must fit together.
/// </summary>
internal static class SenderHistory
{
    private const int RowSize = 32 + 32;

    /// <summary>Whether an envelope fits to what is known.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="envelopeHash">Its hash.</param>
    /// <param name="hasPredecessor">Whether the one before it is known, or it is the first.</param>
    public static Cxe1Error Check(
        IDeviceTransaction transaction, EnvelopeView envelope, Bytes32 envelopeHash, out bool hasPredecessor)
    {
        hasPredecessor = envelope.Sequence == 1;
        if (Find(transaction, envelope, 0) is { } same && same.Hash != envelopeHash) return Cxe1Error.SequenceReused;
        if (hasPredecessor != envelope.PreviousHash.IsZero) return Cxe1Error.HistoryForked;
        if (!hasPredecessor && Find(transaction, envelope, -1) is { } before)
        {
            hasPredecessor = true;
            if (before.Hash != envelope.PreviousHash) return Cxe1Error.HistoryForked;
        }
        return Find(transaction, envelope, 1) is { } after
            && !after.Previous.IsZero
            && after.Previous != envelopeHash
            ? Cxe1Error.HistoryForked
            : Cxe1Error.None;
    }

    public static void Add(IDeviceTransaction transaction, EnvelopeView envelope, Bytes32 envelopeHash, long now) =>
        Put(
            transaction,
            StateKey.Of(envelope.Connection, envelope.SenderAgent, envelope.SenderDevice, envelope.Sequence),
            envelopeHash,
            envelope.PreviousHash,
            now);

    /// <summary>Notes a sequence of which only the hash is known, because the message was withheld.</summary>
    public static Cxe1Error AddWithheld(
        IDeviceTransaction transaction,
        Guid connection,
        Guid agent,
        Guid device,
        long sequence,
        Bytes32 envelopeHash,
        long now)
    {
        var key = StateKey.Of(connection, agent, device, sequence);
        if (Read(transaction.Get(DeviceTable.History, key)) is { } known)
            return known.Hash == envelopeHash ? Cxe1Error.None : Cxe1Error.SequenceReused;
        Put(transaction, key, envelopeHash, previous: default, now);
        return Cxe1Error.None;
    }

    private static void Put(IDeviceTransaction transaction, byte[] key, Bytes32 hash, Bytes32 previous, long now)
    {
        Span<byte> row = stackalloc byte[RowSize];
        var writer = new WireWriter(row);
        writer.Bytes32(hash);
        writer.Bytes32(previous);
        transaction.PutUntil(DeviceTable.History, key, row, now + Cxe1Limits.ReceivingStateKept);
    }

    private static (Bytes32 Hash, Bytes32 Previous)? Find(
        IDeviceTransaction transaction, EnvelopeView envelope, int offset)
    {
        var sequence = envelope.Sequence + offset;
        if ((ulong)sequence > Cxe1Limits.MaxNumber) return null;
        var key = StateKey.Of(envelope.Connection, envelope.SenderAgent, envelope.SenderDevice, sequence);
        return Read(transaction.Get(DeviceTable.History, key));
    }

    private static (Bytes32 Hash, Bytes32 Previous)? Read(byte[]? row) =>
        row is null ? null : (new(row.AsSpan(0, 32)), new(row.AsSpan(32, 32)));
}
