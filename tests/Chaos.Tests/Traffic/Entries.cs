using System.Buffers.Binary;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Reads mailbox entries into the words of a history.</summary>
internal static class Entries
{
    /// <exception cref="InvalidDataException">The server delivered what is no entry.</exception>
    public static MailboxItem Of(in DeliveryFrame entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Message:
                if (!DeliveredMessage.TryParse(entry.Body, out var message, out var error))
                    throw new InvalidDataException($"A delivered message is refused: {error}.");
                return new MailboxItem(
                    entry.Sequence, entry.Kind, NumberOf(message.Envelope), DigestOf(message.Envelope), null,
                    new EnvelopeId(message.Envelope.EnvelopeId));
            case EntryKind.Stub:
                var body = entry.Body.Span;
                var of = new MessageNumber(
                    new ConnectionId(new Guid(body[..16], bigEndian: true)),
                    new DeviceId(new Guid(body[16..32], bigEndian: true)),
                    BinaryPrimitives.ReadInt64BigEndian(body[32..]));
                return new MailboxItem(
                    entry.Sequence, entry.Kind, of, new Guid(body[40..56], bigEndian: true), null, default);
            default:
                if (!Notice.TryParse(entry.Body.Span, out var notice) || notice is null)
                    throw new InvalidDataException("A delivered notice is refused.");
                return new MailboxItem(entry.Sequence, entry.Kind, default, default, notice.Kind, notice.Message);
        }
    }

    public static MessageNumber NumberOf(EnvelopeView envelope) =>
        new(new ConnectionId(envelope.Connection), new DeviceId(envelope.SenderDevice), envelope.Sequence);

    public static Guid DigestOf(EnvelopeView envelope) =>
        new(envelope.ComputeHash().ToArray().AsSpan(0, 16), bigEndian: true);
}
