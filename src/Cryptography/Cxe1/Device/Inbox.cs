using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The received messages of a device until the application acknowledges them. At the acknowledgement the text is
/// wiped and only the replay record stays.
/// </summary>
public static class Inbox
{
    private static ReadOnlySpan<byte> CounterKey => "arrivals"u8;

    /// <summary>The first messages that are not acknowledged, in the order of their arrival.</summary>
    public static IReadOnlyList<ReceivedMessage> Unacknowledged(IDeviceStore store, int limit)
    {
        using var transaction = store.Begin();
        var rows = transaction.Scan(DeviceTable.Inbox, [], limit);
        return [.. rows.Select(row => Read(row.Value))];
    }

    /// <summary>One message; null if it was acknowledged or never received.</summary>
    public static ReceivedMessage? Find(IDeviceStore store, Bytes32 envelopeHash)
    {
        using var transaction = store.Begin();
        return Knows(transaction, envelopeHash, out var message) ? message : null;
    }

    /// <summary>Wipes a message's text. A repeat of it will be answered as a duplicate without the text.</summary>
    public static void Acknowledge(IDeviceStore store, Bytes32 envelopeHash)
    {
        using var transaction = store.Begin();
        if (transaction.Get(DeviceTable.Replay, envelopeHash.ToArray()) is { } arrival)
            transaction.Delete(DeviceTable.Inbox, arrival);
        transaction.Commit();
    }

    /// <summary>Whether this envelope was received before; its message if it is not acknowledged.</summary>
    internal static bool Knows(IDeviceTransaction transaction, Bytes32 envelopeHash, out ReceivedMessage? message)
    {
        message = null;
        if (transaction.Get(DeviceTable.Replay, envelopeHash.ToArray()) is not { } arrival) return false;
        if (transaction.Get(DeviceTable.Inbox, arrival) is { } row) message = Read(row);
        return true;
    }

    internal static void Put(
        IDeviceTransaction transaction, EnvelopeView envelope, Bytes32 envelopeHash, ReadOnlySpan<byte> body, long now)
    {
        // The counter shares the table of the replay records; its key is shorter than any hash.
        var reader = new WireReader(transaction.Get(DeviceTable.Replay, CounterKey) ?? new byte[8]);
        var arrival = StateKey.Of(reader.UInt53() + 1);
        transaction.Put(DeviceTable.Replay, CounterKey, arrival);
        var end = now + Cxe1Limits.ReceivingStateKept;
        transaction.PutUntil(DeviceTable.Replay, envelopeHash.ToArray(), arrival, end);
        byte[] row = [.. envelope.Header, .. body];
        transaction.Put(DeviceTable.Inbox, arrival, row);
        CryptographicOperations.ZeroMemory(row);
    }

    private static ReceivedMessage Read(byte[] row)
    {
        var header = row.AsSpan(0, EnvelopeHeader.Size);
        return ContentCodec.TryRead(row.AsSpan(EnvelopeHeader.Size), out var content, out var error)
            ? new(Bytes32.Sha256(header), EnvelopeHeader.Read(header), content)
            : throw new InvalidDataException($"The inbox holds a message that is not canonical: {error}.");
    }
}
