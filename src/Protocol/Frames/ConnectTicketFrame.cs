namespace ContextExchange.Protocol.Frames;

/// <summary>The answer to the challenge of a client that cannot sign: a ticket that opens one socket.</summary>
/// <param name="Ref">Repeated by the answer; 0 for none.</param>
/// <param name="Resume">As in <see cref="ConnectFrame"/>.</param>
/// <param name="Ticket">Its text, ASCII.</param>
public readonly record struct ConnectTicketFrame(
    uint Ref, long Resume, ReadOnlyMemory<byte> Ticket) : IFrame<ConnectTicketFrame>
{
    /// <inheritdoc />
    public static FrameType Type => FrameType.ConnectTicket;

    /// <inheritdoc />
    public int PayloadLength => 8 + Ticket.Length;

    /// <inheritdoc />
    public static ConnectTicketFrame Read(in Frame frame)
    {
        var reader = new PayloadReader(frame.Payload);
        return new ConnectTicketFrame(frame.Ref, reader.Number(), reader.Rest());
    }

    /// <inheritdoc />
    public void WritePayload(Span<byte> payload)
    {
        var writer = new PayloadWriter(payload);
        writer.Number(Resume);
        writer.Bytes(Ticket);
    }
}
