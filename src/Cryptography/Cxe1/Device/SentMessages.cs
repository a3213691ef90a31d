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

    internal static void Forget(IDeviceTransaction transaction, Bytes32 envelopeHash) =>
        transaction.Delete(DeviceTable.Sent, envelopeHash.ToArray());

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
            TermsVersion = header.TermsVersion,
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
        CryptographicOperations.ZeroMemory(row);
    }
}
