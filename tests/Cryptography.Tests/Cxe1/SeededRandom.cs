using System.Buffers.Binary;
using System.Security.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>A generator that gives the same bytes in every run; for test vectors and replays only.</summary>
internal sealed class SeededRandom(string seed)
{
    private readonly byte[] _block = [.. TestKeys.Digest("seed " + seed).ToArray(), 0, 0, 0, 0, 0, 0, 0, 0];
    private ulong _counter;

    public void Fill(Span<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[32];
        while (!bytes.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_block.AsSpan(32), _counter++);
            SHA256.HashData(_block, digest);
            var length = Math.Min(32, bytes.Length);
            digest[..length].CopyTo(bytes);
            bytes = bytes[length..];
        }
    }

    public Key MakeEphemeral()
    {
        Span<byte> seed = stackalloc byte[32];
        Fill(seed);
        return Key.Import(KeyAgreementAlgorithm.X25519, seed, KeyBlobFormat.RawPrivateKey);
    }

    public int Next(int end)
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(bytes) % (uint)end);
    }

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        Fill(bytes);
        return bytes;
    }

    public Guid NextId() => new(Bytes(16), bigEndian: true);

    public Bytes32 NextBytes32() => new(Bytes(32));
}
