using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The texts that this device sent, kept until their reader acknowledges, at most for 8 days: what cannot be opened is
/// sealed again from here.
/// </summary>
public static class SentMessages
{
    /// <summary>Forgets a text, because its reader has acknowledged the message.</summary>
    public static void Forget(IDeviceStore store, Bytes32 envelopeHash)
    {
        using var transaction = store.Begin();
        Forget(transaction, envelopeHash);
        transaction.Commit();
    }

    internal static void Forget(IDeviceTransaction transaction, Bytes32 envelopeHash)
    {
        var key = envelopeHash.ToArray();
        if (transaction.Get(DeviceTable.Sent, key) is { } row)
        {
            transaction.Delete(DeviceTable.SentByEpoch, PlaceOf(row));
            CryptographicOperations.ZeroMemory(row);
        }
        transaction.Delete(DeviceTable.Sent, key);
        transaction.Delete(DeviceTable.Resealed, key);
    }

    /// <summary>The envelopes of an epoch whose texts are still here, in the order of their sealing.</summary>
    internal static IReadOnlyList<Bytes32> OfEpoch(IDeviceTransaction transaction, Bytes32 epochHash) =>
    [
        .. transaction
            .Scan(DeviceTable.SentByEpoch, epochHash.ToArray(), Cxe1Limits.MessagesPerEpoch)
            .Select(row => new Bytes32(row.Value)),
    ];

    /// <summary>The epoch under which a text that is still here was sealed; null if the text is gone.</summary>
    internal static Bytes32? EpochOf(IDeviceTransaction transaction, Bytes32 envelopeHash)
    {
        if (transaction.Get(DeviceTable.Sent, envelopeHash.ToArray()) is not { } row) return null;
        var epochHash = EnvelopeHeader.Read(row.AsSpan(0, EnvelopeHeader.Size)).EpochHash;
        CryptographicOperations.ZeroMemory(row);
        return epochHash;
    }

    /// <summary>Whether this envelope is itself a text's second sealing.</summary>
    internal static bool IsResealed(IDeviceTransaction transaction, Bytes32 envelopeHash) =>
        transaction.Get(DeviceTable.Resealed, envelopeHash.ToArray()) is not null;

    /// <summary>Notes that this envelope is a text's second sealing: there is no third.</summary>
    internal static void MarkResealed(IDeviceTransaction transaction, Bytes32 envelopeHash, long now) =>
        transaction.PutUntil(
            DeviceTable.Resealed, envelopeHash.ToArray(), [1], now + Cxe1Limits.ReceivingStateKept);

    /// <summary>
    /// The message that was sealed as this envelope, or null if it is not (or no longer) here. A device that has to
    /// enrol as a new one takes its unacknowledged texts along.
    /// </summary>
    public static OutgoingMessage? Find(IDeviceStore store, Bytes32 envelopeHash)
    {
        using var transaction = store.Begin();
        return Find(transaction, envelopeHash);
    }

    internal static OutgoingMessage? Find(IDeviceTransaction transaction, Bytes32 envelopeHash)
    {
        if (transaction.Get(DeviceTable.Sent, envelopeHash.ToArray()) is not { } row) return null;
        var header = EnvelopeHeader.Read(row.AsSpan(0, EnvelopeHeader.Size));
        if (!ContentCodec.TryRead(row.AsSpan(EnvelopeHeader.Size), out var content, out _)) return null;
        var isFirst = header.RootId == header.EnvelopeId;
        return new()
        {
            Category = header.Category,
            Requested = header.Requested,
            TimeToLive = header.TimeToLive,
            RootId = isFirst ? null : header.RootId,
            ParentId = header.ParentId == default ? null : header.ParentId,
            Hop = header.Hop,
            MaxHops = header.MaxHops,
            Budget = header.Budget,
            Origin = header.Origin,
            Taint = header.Taint,
            Content = content,
        };
    }

    internal static void Keep(
        IDeviceTransaction transaction,
        Bytes32 envelopeHash,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> body,
        long now)
    {
        byte[] row = [.. header, .. body];
        var end = now + Cxe1Limits.ReceivingStateKept;
        transaction.PutUntil(DeviceTable.Sent, envelopeHash.ToArray(), row, end);
        transaction.PutUntil(DeviceTable.SentByEpoch, PlaceOf(row), envelopeHash.ToArray(), end);
        CryptographicOperations.ZeroMemory(row);
    }

    private static byte[] PlaceOf(byte[] row)
    {
        var header = EnvelopeHeader.Read(row.AsSpan(0, EnvelopeHeader.Size));
        return StateKey.Of(header.EpochHash, header.Index);
    }
}
