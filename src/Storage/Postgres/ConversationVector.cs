using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;

namespace ContextExchange.Storage;

/// <summary>
/// A place in a conversation as callers hold it, where several servers write at once: the store's incarnation and, of
/// every sender device, the number that was read last. Numbers of one device become visible in their
/// order, so nothing is missed however late a server's commit is.
/// </summary>
internal static class ConversationVector
{
    private const int DeviceLength = 16;
    private const int Length = DeviceLength + 8;

    public static string Format(uint incarnation, IEnumerable<KeyValuePair<DeviceId, long>> numbers)
    {
        var bytes = new List<byte>();
        Span<byte> one = stackalloc byte[Length];
        foreach (var (device, number) in numbers.OrderBy(number => number.Key.Value))
        {
            device.Value.TryWriteBytes(one, bigEndian: true, out _);
            BinaryPrimitives.WriteInt64BigEndian(one[DeviceLength..], number);
            bytes.AddRange(one);
        }

        return $"{incarnation:x8}-{Base64Url.EncodeToString(bytes.ToArray())}";
    }

    /// <returns>The numbers after which to go on; none for null.</returns>
    /// <exception cref="FormatException">Not a cursor of this store.</exception>
    public static Dictionary<DeviceId, long> Parse(string? cursor, uint incarnation)
    {
        if (cursor is null) return [];
        if (cursor.Length > 9 && cursor[8] == '-'
            && uint.TryParse(
                cursor.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var of)
            && of == incarnation && Base64Url.IsValid(cursor.AsSpan(9))
            && Read(Base64Url.DecodeFromChars(cursor.AsSpan(9))) is { } numbers)
            return numbers;
        throw new FormatException("This is not a cursor of this store: read the conversation from its start.");
    }

    private static Dictionary<DeviceId, long>? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Length != 0) return null;
        var numbers = new Dictionary<DeviceId, long>();
        for (; bytes.Length > 0; bytes = bytes[Length..])
        {
            var number = BinaryPrimitives.ReadInt64BigEndian(bytes[DeviceLength..]);
            if (number <= 0 || !numbers.TryAdd(new DeviceId(new Guid(bytes[..DeviceLength], bigEndian: true)), number))
                return null;
        }

        return numbers;
    }
}
