using System.Buffers.Binary;
using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>
/// An epoch record written straight from the byte tables, so that tests can also write wrong ones. The wraps are
/// random: no server can tell.
/// </summary>
internal sealed record TestEpoch
{
    public required TestDevice Sender { get; init; }

    public required IReadOnlyList<TestDevice> Readers { get; init; }

    public required AgentId Peer { get; init; }

    public required uint SenderList { get; init; }

    public required uint PeerList { get; init; }

    public uint Number { get; init; } = 1;

    public required DateTimeOffset Created { get; init; }

    public byte[] SenderTerms { get; init; } = new byte[32];

    public byte[] PeerTerms { get; init; } = new byte[32];

    public byte[] ToBytes()
    {
        var entries = Readers
            .Select(reader => (Agent: Bytes(reader.Agent.Id.Value), Device: Bytes(reader.Id.Value), reader.Agent.Aik))
            .OrderBy(entry => Convert.ToHexString([.. entry.Agent, .. entry.Device]), StringComparer.Ordinal)
            .ToArray();
        var header = new byte[289 + 97 * entries.Length];
        header[0] = 1;
        header[2] = 1;
        Bytes(Sender.Id.Value).CopyTo(header, 3);
        RandomNumberGenerator.Fill(header.AsSpan(3, 16));
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(19), Number);
        Bytes(ConnectionId.Between(Sender.Agent.Id, Peer).Value).CopyTo(header, 23);
        Bytes(Sender.Agent.Id.Value).CopyTo(header, 39);
        Bytes(Sender.Id.Value).CopyTo(header, 55);
        Sender.Agent.Aik.HashOfPublicKey().CopyTo(header.AsSpan(71));
        Sender.Certificate.Hash.CopyTo(header.AsSpan(103));
        SenderTerms.CopyTo(header, 135);
        PeerTerms.CopyTo(header, 167);
        var created = Created.ToUnixTimeMilliseconds();
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(199), created);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(207), created + Cxe1Limits.EpochLife);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(215), SenderList);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(219), PeerList);
        header[288] = (byte)entries.Length;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = header.AsSpan(289 + 97 * i, 97);
            entries[i].Agent.CopyTo(entry);
            entries[i].Device.CopyTo(entry[16..]);
            entry[32] = 1;
            entries[i].Aik.HashOfPublicKey().CopyTo(entry[33..]);
            RandomNumberGenerator.Fill(entry[65..]);
        }

        var wraps = RandomNumberGenerator.GetBytes(80 * entries.Length);
        var hash = HashOf(header, wraps);
        var signature = SignatureAlgorithm.Ed25519.Sign(
            Sender.Dsk, [.. "CXE1/epoch\0"u8, .. SHA256.HashData(hash)]);
        return [.. header, .. signature, .. wraps];
    }

    public static byte[] HashOf(byte[] record)
    {
        var entries = record[288];
        var header = record[..(289 + 97 * entries)];
        return HashOf(header, record[(header.Length + 64)..]);
    }

    private static byte[] HashOf(byte[] header, byte[] wraps)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        for (var i = 0; i < wraps.Length; i += 80) hash.AppendData(SHA256.HashData(wraps.AsSpan(i, 80)));
        return hash.GetHashAndReset();
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
