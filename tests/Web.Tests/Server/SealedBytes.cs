using System.Buffers.Binary;
using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests;

/// <summary>
/// Epochs, messages and re-wraps written from the byte tables. Wraps and ciphertext are random: no server can tell.
/// </summary>
internal static class SealedBytes
{
    private const int EntrySize = 97;
    private const int WrapSize = 80;

    /// <summary>An epoch from one agent's device to the other's, with both owners' viewers as readers.</summary>
    public static byte[] Epoch(
        TestAgent sender, TestAgent recipient, ConnectionTerms senderTerms, ConnectionTerms recipientTerms,
        DeviceCertificate certificate, params (TestAgent Side, ViewerCertificate Viewer)[] viewers)
    {
        byte[][] entries =
        [
            EntryOf(recipient, recipient.Device.Value, 1, recipient.Key.HashOfPublicKey(), Bytes32.Sha256([1])),
            .. viewers.Select(one => EntryOf(
                one.Side, one.Viewer.Viewer, 2, one.Viewer.OikHash, one.Viewer.KeyId)),
        ];
        entries = [.. entries.OrderBy(entry => Convert.ToHexString(entry.AsSpan(0, 33)), StringComparer.Ordinal)];
        var header = new byte[289 + EntrySize * entries.Length];
        var b = header.AsSpan();
        (b[0], b[2], b[22], b[218], b[222], b[288]) = (1, 1, 1, 1, 1, (byte)entries.Length);
        RandomNumberGenerator.Fill(b.Slice(3, 16));
        Write(ConnectionId.Between(sender.Id, recipient.Id).Value, b[23..]);
        Write(sender.Id.Value, b[39..]);
        Write(sender.Device.Value, b[55..]);
        sender.Key.HashOfPublicKey().CopyTo(b[71..]);
        certificate.Hash.CopyTo(b[103..]);
        senderTerms.Hash.CopyTo(b[135..]);
        recipientTerms.Hash.CopyTo(b[167..]);
        BinaryPrimitives.WriteInt64BigEndian(b[199..], sender.Now);
        BinaryPrimitives.WriteInt64BigEndian(b[207..], sender.Now + Cxe1Limits.EpochLife);
        for (var i = 0; i < entries.Length; i++) entries[i].CopyTo(b[(289 + EntrySize * i)..]);
        var wraps = RandomNumberGenerator.GetBytes(WrapSize * entries.Length);
        byte[] hashed = [.. header, .. wraps.Chunk(WrapSize).SelectMany(SHA256.HashData)];
        return [.. header, .. Sign(sender.DeviceKey, "CXE1/epoch\0"u8, SHA256.HashData(hashed)), .. wraps];
    }

    /// <summary>A message of an epoch, by default the first of its device, under <c>schedule</c>.</summary>
    public static byte[] Envelope(
        TestAgent sender, TestAgent recipient, EpochView epoch, uint termsVersion = 1, uint number = 1)
    {
        var bytes = new byte[323 + 64 + 256];
        var b = bytes.AsSpan();
        (b[0], b[2], b[3], b[194], b[199]) = (1, 1, 1, 8, 2);
        BinaryPrimitives.WriteUInt32BigEndian(b[116..], number - 1);
        BinaryPrimitives.WriteInt64BigEndian(b[120..], number);
        Write(EnvelopeId.New().Value, b[4..]);
        Write(epoch.Connection, b[20..]);
        Write(sender.Id.Value, b[36..]);
        Write(sender.Device.Value, b[52..]);
        Write(recipient.Id.Value, b[68..]);
        epoch.EpochHash.CopyTo(b[84..]);
        Write(Category.IdOf("schedule"), b[128..]);
        BinaryPrimitives.WriteUInt32BigEndian(b[144..], termsVersion);
        BinaryPrimitives.WriteInt64BigEndian(b[149..], sender.Now);
        BinaryPrimitives.WriteUInt32BigEndian(b[157..], 3_600);
        Write(EnvelopeId.New().Value, b[161..]);
        RandomNumberGenerator.Fill(b[387..]);
        SHA256.HashData(b[387..], b.Slice(291, 32));
        Sign(sender.DeviceKey, "CXE1/msg\0"u8, b[..323]).CopyTo(b[323..]);
        return bytes;
    }

    /// <summary>An epoch for one more device, signed by its owner.</summary>
    public static byte[] Rewrap(TestAgent agent, DeviceId device, EpochView epoch)
    {
        byte[] wrap = RandomNumberGenerator.GetBytes(WrapSize);
        byte[] body =
        [
            .. epoch.EpochHash.ToArray(),
            .. EntryOf(agent, device.Value, 1, agent.Key.HashOfPublicKey(), Bytes32.Sha256([2])),
            .. SHA256.HashData(wrap),
        ];
        return [.. body, .. Sign(agent.Owner.Key, "CXE1/rewrap\0"u8, body), .. wrap];
    }

    private static byte[] EntryOf(TestAgent side, Guid reader, byte kind, Bytes32 identity, Bytes32 key)
    {
        var entry = new byte[EntrySize];
        Write(side.Id.Value, entry);
        Write(reader, entry.AsSpan(16));
        entry[32] = kind;
        identity.CopyTo(entry.AsSpan(33));
        key.CopyTo(entry.AsSpan(65));
        return entry;
    }

    private static byte[] Sign(Key key, ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> body) =>
        SignatureAlgorithm.Ed25519.Sign(key, [.. purpose, .. SHA256.HashData(body)]);

    private static void Write(Guid id, Span<byte> destination) => id.TryWriteBytes(destination, bigEndian: true, out _);
}
