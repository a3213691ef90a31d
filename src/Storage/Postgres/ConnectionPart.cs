using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// Takes connections over. Never beside steps, which lock marks as well: in one order within each, not over both.
/// </summary>
internal sealed class ConnectionPart : SimplePart<ConnectionRequest>
{
    private readonly HashSet<Guid> _wanted = [];
    private readonly List<Guid> _marks;
    private readonly List<Guid> _connections;
    private long[] _claimed = [];

    public ConnectionPart() : base("claim_connections") => (_marks, _connections) = (Columns.Ids(), Columns.Ids());

    /// <summary>Two claims of one connection are two numbers, so the second waits.</summary>
    public bool TryAdd(ConnectionRequest request, Section section)
    {
        if (!section.Steps.IsEmpty || !section.Marks.IsEmpty || !_wanted.Add(request.Mark)) return false;
        Requests.Add(request);
        return true;
    }

    public override void Read(NpgsqlDataReader reader, int column) => _claimed = reader.GetFieldValue<long[]>(column);

    public override bool Settle(WriterSession session)
    {
        for (var i = 0; i < Requests.Count; i++) Requests[i].Answer = _claimed[i];
        return true;
    }

    public override void Clear()
    {
        base.Clear();
        _wanted.Clear();
    }

    protected override void Sort() => Requests.Sort((one, other) => one.Mark.CompareTo(other.Mark));

    protected override void Fill(ConnectionRequest request)
    {
        _marks.Add(request.Mark);
        _connections.Add(request.Fence.Value);
    }
}
