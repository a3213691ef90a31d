using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Storage.Tests;

/// <summary>Small steps to append, alike for all tests.</summary>
internal static class Sample
{
    public static AgentId Alice { get; } = AgentId.Parse("aa000000000000000000000000000001");

    public static AgentId Bob { get; } = AgentId.Parse("bb000000000000000000000000000002");

    public static DeviceId AlicesPhone { get; } = DeviceId.Parse("a0000000000000000000000000000001");

    public static DeviceId AlicesLaptop { get; } = DeviceId.Parse("a0000000000000000000000000000002");

    public static DeviceId BobsPhone { get; } = DeviceId.Parse("b0000000000000000000000000000001");

    public static ConnectionId Connection { get; } = ConnectionId.Between(Alice, Bob);

    /// <summary>An entry of a mailbox; the body is its sequence and filling.</summary>
    public static MailboxEntry Entry(
        long sequence, EntryKind kind = EntryKind.Message, DateTimeOffset? at = null, int size = 24,
        ConnectionId? connection = null)
    {
        var body = new byte[size];
        BinaryPrimitives.WriteInt64BigEndian(body, sequence);
        return new MailboxEntry(
            sequence, kind, connection ?? Connection, at ?? StoreUnderTest.Noon, body,
            kind == EntryKind.Message ? new byte[16] : ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>A message for a claimed mailbox, with the sender's number where one is given.</summary>
    public static LogAppend Message(MailboxHead head, long sequence, SenderMark? settles = null) => new()
    {
        Mailbox = head.Mailbox,
        Epoch = head.Epoch,
        Entry = Entry(sequence),
        Settles = settles,
        Retention = RetentionClass.Days30,
    };

    public static SenderMark Mark(DeviceId device, long sequence, SendStatus outcome = SendStatus.Accepted) =>
        new(Connection, device, sequence, Digest(sequence), EpochNumber: 3, Message: (int)sequence % 100, outcome);

    public static byte[] Digest(long of)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, of);
        return SHA256.HashData(bytes);
    }

    /// <summary>A question to the recipient's owner about a message from Alice to Bob.</summary>
    public static Hold Hold(
        int number, AgentId? side = null, DateTimeOffset? heldAt = null, DateTimeOffset? expiresAt = null)
    {
        var key = new HoldKey(Connection, new EnvelopeId(new Guid(number, 0, 0, new byte[8])), side ?? Bob);
        var since = heldAt ?? StoreUnderTest.Noon;
        return new Hold(key, Alice, Bob, "schedule", since, expiresAt ?? since.AddHours(24), new byte[] { 1, 2, 3 },
            new byte[16]);
    }
}
