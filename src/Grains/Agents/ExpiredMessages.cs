using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Agents;

/// <summary>What a message has become once its time to live has ended. Pure.</summary>
internal static class ExpiredMessages
{
    /// <summary>The entry as a reader gets it: a message that nobody acknowledged in time shows as a stub.</summary>
    public static MailboxEntry AsSeen(MailboxEntry entry, long acknowledged, DateTimeOffset now)
    {
        if (entry.Kind != EntryKind.Message || entry.Sequence <= acknowledged) return entry;
        if (!DeliveredMessage.TryParse(entry.Body, out var message, out _)) return entry;
        if (EnvelopeExpiry.Of(entry.Body) > now) return entry;
        var (envelope, hash) = (message.Envelope, message.EnvelopeHash.ToArray());
        return entry with
        {
            Kind = EntryKind.Stub,
            Body = StubBody.Of(entry.Connection, new(envelope.SenderDevice), envelope.Sequence, hash),
            LineageTag = ReadOnlyMemory<byte>.Empty,
        };
    }
}
