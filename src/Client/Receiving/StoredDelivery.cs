using System.Buffers.Binary;
using System.Text;

namespace ContextExchange.Client;

/// <summary>
/// How a mailbox entry stands in the store until it is acknowledged: form 1 || at 8 || connection 16 || tag length 1 ||
/// tag || body. The text of a message is not here but in CXE1's inbox, found by the envelope's hash.
/// </summary>
internal readonly record struct StoredDelivery(
    StoredDelivery.Form Kind, DateTimeOffset At, ConnectionId Connection, byte[] Tag, byte[] Body)
{
    private const int FixedSize = 1 + 8 + 16 + 1;

    public enum Form : byte
    {
        /// <summary>The body is the envelope's hash.</summary>
        Message = 1,

        /// <summary>The body is as on the wire.</summary>
        Stub = 2,

        /// <summary>The body is as on the wire.</summary>
        Notice = 3,

        /// <summary>The body is the reason, ASCII.</summary>
        Undecryptable = 4,

        /// <summary>As <see cref="Undecryptable"/>; its sender was told.</summary>
        Nacked = 5,

        /// <summary>The body is the reason, ASCII; it did not pass a check.</summary>
        Refused = 6,

        /// <summary>As <see cref="Refused"/>; the connection was suspended.</summary>
        Attack = 7,

        /// <summary>The body is the envelope's hash; the message before it is missing.</summary>
        MessageAfterGap = 8,

        /// <summary>The body is notice length 2 || notice || 0 and the owner's note, or 1 and why it was
        /// refused.</summary>
        SentBack = 9,

        /// <summary>The body is reason length 1 || reason || texts: logical id 16, length 8, text.</summary>
        Undelivered = 10,
    }

    /// <summary>Whether the text stands in CXE1's inbox.</summary>
    public bool IsMessage => Kind is Form.Message or Form.MessageAfterGap;

    public byte[] ToBytes() =>
        [
            (byte)Kind, .. ClientRows.Key(At.ToUnixTimeMilliseconds()), .. ClientRows.Key(Connection.Value),
            (byte)Tag.Length,
            .. Tag, .. Body,
        ];

    public static StoredDelivery Read(byte[] row)
    {
        var tag = row[FixedSize - 1];
        return new StoredDelivery(
            (Form)row[0],
            DateTimeOffset.FromUnixTimeMilliseconds(ClientRows.Number(row.AsSpan(1))),
            new ConnectionId(new Guid(row.AsSpan(9, 16), bigEndian: true)),
            row[FixedSize..(FixedSize + tag)],
            row[(FixedSize + tag)..]);
    }

    /// <summary>The body of <see cref="Form.SentBack"/>.</summary>
    public static byte[] SentBackBody(ReadOnlySpan<byte> notice, string? note, string? refusal)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)notice.Length);
        var word = Encoding.UTF8.GetBytes(refusal ?? note ?? "");
        return [.. length, .. notice, (byte)(refusal is null ? 0 : 1), .. word];
    }

    /// <summary>The body of <see cref="Form.Undelivered"/>.</summary>
    public static byte[] UndeliveredBody(string reason, IReadOnlyList<UndeliveredText> texts)
    {
        var body = new List<byte> { (byte)reason.Length };
        body.AddRange(Encoding.ASCII.GetBytes(reason));
        foreach (var one in texts)
        {
            var text = Encoding.UTF8.GetBytes(one.Text);
            body.AddRange(ClientRows.Key(one.LogicalId, text.Length));
            body.AddRange(text);
        }

        return [.. body];
    }

    /// <summary>The item for the application, but for messages, whose text stands elsewhere.</summary>
    public MailboxItem? ToItem(long sequence) => Kind switch
    {
        Form.Stub => new WithheldMessage(
            sequence, At, Connection, new DeviceId(new Guid(Body.AsSpan(16, 16), bigEndian: true)),
            ClientRows.Number(Body.AsSpan(32))),
        Form.Notice => Notice.TryParse(Body, out var notice) && notice is not null
            ? new ServerNotice(sequence, At, notice)
            : new UndecryptableMessage(sequence, At, Connection, "malformed-notice"),
        Form.Undecryptable or Form.Nacked => new UndecryptableMessage(
            sequence, At, Connection, Encoding.ASCII.GetString(Body), Kind == Form.Nacked),
        Form.Refused or Form.Attack => new RefusedMessage(
            sequence, At, Connection, Encoding.ASCII.GetString(Body), Kind == Form.Attack),
        Form.SentBack => SentBack(sequence),
        Form.Undelivered => Undelivered(sequence),
        _ => null,
    };

    private MailboxItem SentBack(long sequence)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(Body);
        if (!Notice.TryParse(Body.AsSpan(2, length), out var notice) || notice is null)
            return new UndecryptableMessage(sequence, At, Connection, "malformed-notice");
        var word = Encoding.UTF8.GetString(Body.AsSpan(3 + length));
        return Body[2 + length] == 0
            ? new ServerNotice(sequence, At, notice, word)
            : new ServerNotice(sequence, At, notice, NoteRefused: word);
    }

    private UndeliveredMessage Undelivered(long sequence)
    {
        var reason = Encoding.ASCII.GetString(Body.AsSpan(1, Body[0]));
        var texts = new List<UndeliveredText>();
        for (var rest = Body.AsSpan(1 + Body[0]); !rest.IsEmpty;)
        {
            var length = (int)ClientRows.Number(rest[16..]);
            texts.Add(new UndeliveredText(
                new Guid(rest[..16], bigEndian: true), Encoding.UTF8.GetString(rest.Slice(24, length))));
            rest = rest[(24 + length)..];
        }

        return new UndeliveredMessage(sequence, At, Connection, texts, reason);
    }
}
