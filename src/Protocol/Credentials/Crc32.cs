namespace ContextExchange.Protocol;

/// <summary>
/// CRC-32 as in IEEE 802.3 and zip (reflected polynomial 0xEDB88320), bit by bit: the inputs are 70 bytes.
/// </summary>
internal static class Crc32
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
