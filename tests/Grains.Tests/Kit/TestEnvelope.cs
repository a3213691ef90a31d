using System.Buffers.Binary;
using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>
/// An envelope written straight from the byte table. The ciphertext is random: no server can tell.
/// </summary>
internal sealed record TestEnvelope
{
    public required TestDevice Sender { get; init; }

    public required AgentId Recipient { get; init; }

    public required long Sequence { get; init; }

    public required byte[] Epoch { get; init; }

    public required DateTimeOffset Created { get; init; }

    public EnvelopeId Id { get; init; } = EnvelopeId.New();

    public int Index { get; init; }

    public string Category { get; init; } = "schedule";

    /// <summary>The sender's terms: the message states their version and asks where they say so.</summary>
    public ConnectionTerms? Terms { get; init; }

    /// <summary>Another version than that of <see cref="Terms"/>.</summary>
    public uint? TermsVersion { get; init; }

    /// <summary>The sending agent itself asks for its owner's decision.</summary>
    public bool Ask { get; init; }

    /// <summary>Does not ask, whatever the terms say.</summary>
    public bool Silent { get; init; }

    /// <summary>Who signs; null for the sender's key.</summary>
    public Key? SignedBy { get; init; }

    public uint TimeToLive { get; init; } = 3_600;

    public Guid Root { get; init; } = EnvelopeId.New().Value;

    public Guid Parent { get; init; }

    public byte Hop { get; init; }

    public byte MaxHops { get; init; } = 8;

    public uint Budget { get; init; } = 1_000;

    public ushort Taint { get; init; }

    public byte[] ToBytes()
    {
        var bytes = new byte[323 + 64 + 256];
        var b = bytes.AsSpan();
        b[0] = 1;
        b[2] = 1;
        b[3] = 1;
        Write(Id.Value, b[4..]);
        Write(ConnectionId.Between(Sender.Agent.Id, Recipient).Value, b[20..]);
        Write(Sender.Agent.Id.Value, b[36..]);
        Write(Sender.Id.Value, b[52..]);
        Write(Recipient.Value, b[68..]);
        Epoch.CopyTo(b[84..]);
        BinaryPrimitives.WriteInt32BigEndian(b[116..], Index);
        BinaryPrimitives.WriteInt64BigEndian(b[120..], Sequence);
        Write(Protocol.Category.IdOf(Category), b[128..]);
        BinaryPrimitives.WriteUInt32BigEndian(b[144..], TermsVersion ?? Terms?.Version ?? 1);
        b[148] = !Silent && (Ask || MustAsk) ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64BigEndian(b[149..], Created.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32BigEndian(b[157..], TimeToLive);
        Write(Root, b[161..]);
        Write(Parent, b[177..]);
        b[193] = Hop;
        b[194] = MaxHops;
        BinaryPrimitives.WriteUInt32BigEndian(b[195..], Budget);
        b[199] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(b[200..], Taint);
        RandomNumberGenerator.Fill(b[(323 + 64)..]);
        SHA256.HashData(b[(323 + 64)..], b.Slice(291, 32));
        SignatureAlgorithm.Ed25519.Sign(
            SignedBy ?? Sender.Dsk, [.. "CXE1/msg\0"u8, .. SHA256.HashData(b[..323])], b.Slice(323, 64));
        return bytes;
    }

    private bool MustAsk => Terms?.ShareLevel(Protocol.Category.IdOf(Category)) == ConsentLevel.Ask;

    public SendRequest ToRequest(byte[]? lineage = null) => new(Sender.Identity, ToBytes(), lineage);

    private static void Write(Guid id, Span<byte> destination) => id.TryWriteBytes(destination, bigEndian: true, out _);
}
