namespace ContextExchange.Storage;

/// <summary>The holds that a section closes and opens.</summary>
internal sealed class HoldColumns
{
    private readonly List<Guid> _closeConnections;
    private readonly List<Guid> _closeMessages;
    private readonly List<Guid> _closeSides;
    private readonly List<Guid> _connections;
    private readonly List<Guid> _messages;
    private readonly List<Guid> _sides;
    private readonly List<long> _places;
    private readonly List<Guid> _senders;
    private readonly List<Guid> _recipients;
    private readonly List<string> _categories;
    private readonly List<long> _held;
    private readonly List<long> _expires;
    private readonly List<ReadOnlyMemory<byte>> _lineages;
    private readonly List<ReadOnlyMemory<byte>> _envelopes;

    public HoldColumns(Columns columns)
    {
        (_closeConnections, _closeMessages, _closeSides) = (columns.Ids(), columns.Ids(), columns.Ids());
        (_connections, _messages, _sides, _places) = (columns.Ids(), columns.Ids(), columns.Ids(), columns.Longs());
        (_senders, _recipients, _categories) = (columns.Ids(), columns.Ids(), columns.Texts());
        (_held, _expires, _lineages, _envelopes) =
            (columns.Longs(), columns.Longs(), columns.Blobs(), columns.Blobs());
    }

    public void AddClosed(HoldKey key)
    {
        _closeConnections.Add(key.Connection.Value);
        _closeMessages.Add(key.Message.Value);
        _closeSides.Add(key.Side.Value);
    }

    /// <param name="hold">What is open from now on.</param>
    /// <param name="place">Its place among all that this writer opens.</param>
    public void AddOpened(Hold hold, long place)
    {
        _connections.Add(hold.Key.Connection.Value);
        _messages.Add(hold.Key.Message.Value);
        _sides.Add(hold.Key.Side.Value);
        _places.Add(place);
        _senders.Add(hold.Sender.Value);
        _recipients.Add(hold.Recipient.Value);
        _categories.Add(hold.Category);
        _held.Add(hold.HeldAt.ToUnixTimeMilliseconds());
        _expires.Add(hold.ExpiresAt.ToUnixTimeMilliseconds());
        _lineages.Add(hold.LineageTag);
        _envelopes.Add(hold.Envelope);
    }
}
