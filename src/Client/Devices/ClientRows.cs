using System.Buffers.Binary;

namespace ContextExchange.Client;

/// <summary>Reading and writing the SDK's own rows, within the current transaction or group of the device's
/// worker.</summary>
internal static class ClientRows
{
    /// <summary>The widest sequence is 2^53-1; eight big-endian bytes keep the order of numbers.</summary>
    public static byte[] Key(long number)
    {
        var key = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(key, number);
        return key;
    }

    public static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    public static byte[] Key(Guid id, long number) => [.. Key(id), .. Key(number)];

    public static byte[] Key(Guid id, Guid other) => [.. Key(id), .. Key(other)];

    public static long Number(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);

    extension(DeviceStore store)
    {
        public byte[]? Get(ClientTable table, ReadOnlySpan<byte> key) => store.Rows.Get((byte)table, key);

        public void Put(ClientTable table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
            store.Rows.Put((byte)table, key, value);

        public void Delete(ClientTable table, ReadOnlySpan<byte> key) => store.Rows.Delete((byte)table, key);

        public IReadOnlyList<Cryptography.Cxe1.DeviceRow> Scan(ClientTable table, ReadOnlySpan<byte> prefix) =>
            store.Rows.Scan((byte)table, prefix, int.MaxValue);
    }
}
