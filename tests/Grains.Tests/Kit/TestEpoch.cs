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

    public IReadOnlyList<TestViewer> Viewers { get; init; } = [];

    public required AgentId Peer { get; init; }

    public required uint SenderList { get; init; }

    public required uint PeerList { get; init; }

    public uint Number { get; init; } = 1;

    public required DateTimeOffset Created { get; init; }

    public byte[] SenderTerms { get; init; } = new byte[32];

    public byte[] PeerTerms { get; init; } = new byte[32];

    public byte[] ToBytes()
    {
        var entries = Readers.Select(EntryOf).Concat(Viewers.Select(EntryOf))
            .OrderBy(entry => Convert.ToHexString(entry.AsSpan(0, 33)), StringComparer.Ordinal)
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
        for (var i = 0; i < entries.Length; i++) entries[i].CopyTo(header, 289 + 97 * i);

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

    private static byte[] EntryOf(TestDevice reader)
    {
        var entry = EntryOf(reader.Agent.Id, reader.Id.Value, kind: 1, reader.Agent.Aik.HashOfPublicKey());
        RandomNumberGenerator.Fill(entry.AsSpan(65));
        return entry;
    }

    private static byte[] EntryOf(TestViewer viewer)
    {
        var entry = EntryOf(
            viewer.Agent, viewer.Certificate.Viewer, kind: 2, viewer.Certificate.OikHash);
        viewer.Certificate.KeyId.CopyTo(entry.AsSpan(65));
        return entry;
    }

    private static byte[] EntryOf(AgentId agent, Guid reader, byte kind, Bytes32 identity)
    {
        var entry = new byte[97];
        Bytes(agent.Value).CopyTo(entry, 0);
        Bytes(reader).CopyTo(entry, 16);
        entry[32] = kind;
        identity.CopyTo(entry.AsSpan(33));
        return entry;
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
