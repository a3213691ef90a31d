using System.Buffers.Binary;
using System.Numerics;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// ChaCha20-Poly1305 does not commit to its key: with one free block, a ciphertext with one tag that opens under two
/// keys is the solution of a linear equation modulo 2^130 - 5. This is the rogue sender's tool.
/// </summary>
internal static class MultiKeyCiphertext
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 130) - 5;
    private static readonly BigInteger TwoTo128 = BigInteger.Pow(2, 128);

    /// <summary>A key with its nonce: 44 bytes.</summary>
    public static byte[] Craft(byte[] first, byte[] second, byte[] associatedData, byte[] ciphertext)
    {
        var (r1, s1) = OneTimeKey(first);
        var (r2, s2) = OneTimeKey(second);
        var result = ciphertext.ToArray();
        var free = result.AsSpan(result.Length - 16, 16);
        for (var attempt = 0; ; attempt++)
        {
            // Another byte that nobody looks at gives another equation, until its solution is a block.
            BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(result.Length - 32), attempt);
            free.Clear();
            var (a1, a2) = (Polynomial(r1, associatedData, result), Polynomial(r2, associatedData, result));
            // Only the block of lengths follows the free one, so its factor is r squared.
            var factor = Inverse(Modulo(r1 * r1 - r2 * r2));
            for (var overflow = -4; overflow <= 4; overflow++)
            {
                var block = Modulo((s2 - s1 + overflow * TwoTo128 - a1 + a2) * factor);
                if (block >= TwoTo128) continue;
                Write(block, free);
                var tag = Tag(r1, s1, associatedData, result);
                if (tag == Tag(r2, s2, associatedData, result)) return [.. result, .. Bytes(tag)];
            }
        }
    }

    private static (BigInteger R, BigInteger S) OneTimeKey(byte[] keyAndNonce)
    {
        var block = ChaCha20Block(keyAndNonce);
        foreach (var i in (int[])[3, 7, 11, 15]) block[i] &= 15;
        foreach (var i in (int[])[4, 8, 12]) block[i] &= 252;
        return (Number(block.AsSpan(0, 16)), Number(block.AsSpan(16, 16)));
    }

    private static BigInteger Tag(BigInteger r, BigInteger s, byte[] associatedData, byte[] ciphertext) =>
        (Polynomial(r, associatedData, ciphertext) + s) % TwoTo128;

    private static BigInteger Polynomial(BigInteger r, byte[] associatedData, byte[] ciphertext)
    {
        var lengths = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(lengths, associatedData.Length);
        BinaryPrimitives.WriteInt64LittleEndian(lengths.AsSpan(8), ciphertext.Length);
        byte[] data = [.. Whole(associatedData), .. Whole(ciphertext), .. lengths];
        var sum = BigInteger.Zero;
        for (var i = 0; i < data.Length; i += 16) sum = Modulo((sum + Number(data.AsSpan(i, 16)) + TwoTo128) * r);
        return sum;
    }

    private static byte[] Whole(byte[] bytes) => [.. bytes, .. new byte[(16 - bytes.Length % 16) % 16]];

    /// <summary>Block 0 of RFC 8439, section 2.3: the one-time key of Poly1305.</summary>
    private static byte[] ChaCha20Block(byte[] keyAndNonce)
    {
        var start = new uint[16];
        uint[] constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
        constants.CopyTo(start, 0);
        for (var i = 0; i < 8; i++) start[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(keyAndNonce.AsSpan(4 * i));
        for (var i = 0; i < 3; i++)
            start[13 + i] = BinaryPrimitives.ReadUInt32LittleEndian(keyAndNonce.AsSpan(32 + 4 * i));
        var state = (uint[])start.Clone();
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 4; i++) Quarter(state, i, 4 + i, 8 + i, 12 + i);
            for (var i = 0; i < 4; i++) Quarter(state, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
        }
        var block = new byte[64];
        for (var i = 0; i < 16; i++) BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(4 * i), state[i] + start[i]);
        return block;
    }

    private static void Quarter(uint[] x, int a, int b, int c, int d)
    {
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 7);
    }

    private static BigInteger Modulo(BigInteger value) => (value % Prime + Prime) % Prime;

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(value, Prime - 2, Prime);

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true);

    private static void Write(BigInteger value, Span<byte> destination)
    {
        destination.Clear();
        Assert.True(value.TryWriteBytes(destination, out _, isUnsigned: true));
    }

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[16];
        Write(value, bytes);
        return bytes;
    }
}
