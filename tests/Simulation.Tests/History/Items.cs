using System.Buffers.Binary;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Simulation.Tests.History;

/// <summary>Reads mailbox entries into the words of a history.</summary>
internal static class Items
{
    /// <param name="sequence">Its place in the mailbox.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="body">As the server keeps and delivers it.</param>
    /// <exception cref="InvalidDataException">The body is none of that kind.</exception>
    public static MailboxItem Of(long sequence, EntryKind kind, ReadOnlyMemory<byte> body)
    {
        switch (kind)
        {
            case EntryKind.Message:
                if (!DeliveredMessage.TryParse(body, out var message, out var error))
                    throw new InvalidDataException($"A delivered message is refused: {error}.");
                return new MailboxItem(
                    sequence, kind, NumberOf(message.Envelope), DigestOf(message.Envelope), null,
                    new EnvelopeId(message.Envelope.EnvelopeId));
            case EntryKind.Stub:
                var stub = body.Span;
                var of = new MessageNumber(
                    new ConnectionId(new Guid(stub[..16], bigEndian: true)),
                    new DeviceId(new Guid(stub[16..32], bigEndian: true)),
                    BinaryPrimitives.ReadInt64BigEndian(stub[32..]));
                return new MailboxItem(sequence, kind, of, new Guid(stub[40..56], bigEndian: true), null, default);
            case EntryKind.Notice:
                if (!Notice.TryParse(body.Span, out var notice))
                    throw new InvalidDataException("A delivered notice is refused.");
                return new MailboxItem(sequence, kind, default, default, notice!.Kind, notice.Message);
            default:
                throw new InvalidDataException($"There is no entry of kind {kind}.");
        }
    }

    public static MessageNumber NumberOf(EnvelopeView envelope) =>
        new(new ConnectionId(envelope.Connection), new DeviceId(envelope.SenderDevice), envelope.Sequence);

    public static Guid DigestOf(EnvelopeView envelope) =>
        new(envelope.ComputeHash().ToArray().AsSpan(0, 16), bigEndian: true);
}
