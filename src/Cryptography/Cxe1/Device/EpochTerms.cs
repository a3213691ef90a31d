using System.Buffers.Binary;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The terms of both sides under which an epoch was accepted, kept as long as its chain: its messages are judged by
/// them, whatever was signed since.
/// </summary>
internal readonly record struct EpochTerms(ConnectionTerms Sender, ConnectionTerms Recipient)
{
    public static EpochTerms? Load(IDeviceTransaction transaction, Bytes32 epochHash)
    {
        if (transaction.Get(DeviceTable.EpochTerms, epochHash.ToArray()) is not { } row) return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(row);
        return new(Parse(row.AsMemory(2, length)), Parse(row.AsMemory(2 + length)));
    }

    public void Save(IDeviceTransaction transaction, Bytes32 epochHash, long end)
    {
        var row = new byte[2 + Sender.Bytes.Length + Recipient.Bytes.Length];
        var writer = new WireWriter(row);
        writer.UInt16((ushort)Sender.Bytes.Length);
        writer.Bytes(Sender.Bytes.Span);
        writer.Bytes(Recipient.Bytes.Span);
        transaction.PutUntil(DeviceTable.EpochTerms, epochHash.ToArray(), row, end);
    }

    private static ConnectionTerms Parse(ReadOnlyMemory<byte> bytes) =>
        ConnectionTerms.TryParse(bytes, out var terms, out var error)
            ? terms
            : throw new InvalidDataException($"The store holds terms that are not canonical: {error}.");
}
