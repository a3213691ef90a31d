using System.Text;

namespace ContextExchange.Protocol.Tests.Frames;

/// <summary>Seeded damage to a frame: a few bytes changed, dropped, doubled, or the end cut off.</summary>
internal static class Mutations
{
    private static readonly string[] Tokens =
    [
        "\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e9", "\\u0000", "\\ud800", "\"ref\":7,",
        "\"data\":\"AA\",", "0", "é",
    ];

    public static byte[] Bytes(byte[] golden, Random random)
    {
        List<byte> bytes = [.. golden];
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
            Change(bytes, random, [(byte)random.Next(256)]);
        return [.. bytes];
    }

    public static byte[] Text(byte[] golden, Random random)
    {
        List<byte> bytes = [.. golden];
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
            Change(bytes, random, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random, byte[] piece)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(5))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.InsertRange(at, piece); break;
            case 3: bytes.RemoveAt(at); break;
            default: bytes.RemoveRange(at, bytes.Count - at); break;
        }
    }
}
