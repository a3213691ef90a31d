using System.Text.Json.Nodes;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>One row of mutations.json: damage to a copy of a base record.</summary>
internal static class Mutation
{
    /// <summary>Applies a mutation; its last element, the verdict, is not looked at.</summary>
    public static byte[] Apply(byte[] original, JsonArray mutation)
    {
        int Number(int index) => mutation[index]!.GetValue<int>();
        var bytes = original.ToArray();
        switch (mutation[0]!.GetValue<string>())
        {
            case "f":
                bytes[Number(1)] ^= (byte)(1 << Number(2));
                return bytes;
            case "c":
                return bytes[..Number(1)];
            case "x":
                return [.. bytes, .. Hex(mutation[1]!.GetValue<string>())];
            case "o":
                Hex(mutation[2]!.GetValue<string>()).CopyTo(bytes, Number(1));
                return bytes;
            case "s":
                original.AsSpan(Number(1), Number(3)).CopyTo(bytes.AsSpan(Number(2)));
                original.AsSpan(Number(2), Number(3)).CopyTo(bytes.AsSpan(Number(1)));
                return bytes;
            default:
                throw new InvalidDataException($"Unknown mutation {mutation.ToJsonString()}.");
        }
    }

    /// <summary>A random mutation without its verdict.</summary>
    public static JsonArray Random(SeededRandom random, int length)
    {
        switch (random.Next(10))
        {
            case < 6:
                return ["f", random.Next(length), random.Next(8)];
            case 6:
                return ["c", random.Next(length)];
            case 7 when random.Next(3) == 0:
                return ["x", Hex(random.Bytes(1 + random.Next(64)))];
            case 7 or 8:
                var written = random.Next(3) == 0 ? new byte[1 + random.Next(8)] : random.Bytes(1 + random.Next(8));
                return ["o", random.Next(Math.Max(1, length - written.Length)), Hex(written)];
            default:
                var size = 1 + random.Next(Math.Min(32, length / 4));
                var first = random.Next(length - 2 * size + 1);
                return ["s", first, first + size + random.Next(length - first - 2 * size + 1), size];
        }
    }
}
