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
    }

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

    /// <summary>The item for the application, but for messages, whose text stands elsewhere.</summary>
    public MailboxItem? ToItem(long sequence) => Kind switch
    {
        Form.Stub => new WithheldMessage(
            sequence, At, Connection, new DeviceId(new Guid(Body.AsSpan(16, 16), bigEndian: true)),
            ClientRows.Number(Body.AsSpan(32))),
        Form.Notice => Notice.TryParse(Body, out var notice) && notice is not null
            ? new ServerNotice(sequence, At, notice)
            : new UndecryptableMessage(sequence, At, Connection, "malformed-notice"),
        Form.Undecryptable => new UndecryptableMessage(sequence, At, Connection, Encoding.ASCII.GetString(Body)),
        _ => null,
    };
}
