using System.Buffers.Binary;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Turns what an application sends into what CXE1 seals; an answer carries its conversation on.</summary>
internal static class MessageDraft
{
    private const int LineageSize = 39;

    /// <exception cref="ExchangeException"><c>loop-limit</c> or <c>budget-exhausted</c>: the conversation ends
    /// here.</exception>
    public static OutgoingMessage Of(Category category, Message message, SendOptions options)
    {
        var content = new MessageContent
        {
            Type = message.Type,
            ThreadId = message.Thread ?? options.InReplyTo?.Content.Thread ?? AgentId.New().Value,
            LogicalId = message.LogicalId ?? AgentId.New().Value,
            Subject = message.Subject,
            Note = message.Note,
            SchemaId = message.SchemaId,
            Text = message.Text,
        };
        var first = new OutgoingMessage
        {
            Category = category.Id,
            Requested = options.AskOwner ? RequestedLevel.Ask : RequestedLevel.Auto,
            TimeToLive = (uint)Math.Clamp(options.TimeToLive.TotalSeconds, 1, Cxe1Limits.MaxTimeToLiveSeconds),
            MaxHops = options.MaxHops,
            Budget = options.Budget,
            Origin = options.Origin,
            Taint = options.Taint,
            Content = content,
        };
        return options.InReplyTo is { } parent ? Answer(first, parent.Header, options) : first;
    }

    /// <summary>root 16 || hop 1 || taint 2 || budget 4 || tag 16 of the answered message; empty for a first
    /// one.</summary>
    public static byte[] LineageOf(ReceivedMessage? parent)
    {
        if (parent is null || parent.Tag.Length == 0) return [];
        var lineage = new byte[LineageSize];
        parent.Header.RootId.TryWriteBytes(lineage, bigEndian: true, out _);
        lineage[16] = parent.Header.Hop;
        BinaryPrimitives.WriteUInt16BigEndian(lineage.AsSpan(17), (ushort)parent.Header.Taint);
        BinaryPrimitives.WriteUInt32BigEndian(lineage.AsSpan(19), parent.Header.Budget);
        parent.Tag.CopyTo(lineage, 23);
        return lineage;
    }

    private static OutgoingMessage Answer(OutgoingMessage draft, EnvelopeHeader parent, SendOptions options)
    {
        if (parent.Hop >= parent.MaxHops)
        {
            throw new ExchangeException(
                "loop-limit", "The conversation reached its hop limit: start a new one instead of answering.");
        }

        if (parent.Budget == 0)
            throw new ExchangeException("budget-exhausted", "The conversation has no budget left: start a new one.");
        return draft with
        {
            RootId = parent.RootId,
            ParentId = parent.EnvelopeId,
            Hop = (byte)(parent.Hop + 1),
            MaxHops = parent.MaxHops,
            Budget = Math.Min(options.Budget, parent.Budget - 1),
            Taint = options.Taint | parent.Taint | Taint.Peer,
        };
    }
}
