namespace ContextExchange.Storage;

/// <summary>
/// Moves devices' marks forward. Never beside steps or claims of connections, which lock marks as well: in one order
/// within each, not over all.
/// </summary>
internal sealed class MarkPart : SimplePart<MarkRequest>
{
    private readonly Dictionary<Guid, MarkRequest> _furthest = [];
    private readonly List<Guid> _marks;
    private readonly List<Guid> _connections;
    private readonly List<Guid> _devices;
    private readonly List<long> _sequences;

    public MarkPart() : base("move_marks") =>
        (_marks, _connections, _devices, _sequences) = (Columns.Ids(), Columns.Ids(), Columns.Ids(), Columns.Longs());

    public bool TryAdd(MarkRequest request, Section section)
    {
        if (!section.Steps.IsEmpty || !section.Connections.IsEmpty) return false;
        var key = MarkKey.Of(request.Connection, request.Device);
        if (!_furthest.TryGetValue(key, out var known) || known.Sequence < request.Sequence) _furthest[key] = request;
        Requests.Add(request);
        return true;
    }

    public override void Fill(WriterSession session)
    {
        Columns.Clear();
        foreach (var (key, request) in _furthest)
        {
            _marks.Add(key);
            _connections.Add(request.Connection.Value);
            _devices.Add(request.Device.Value);
            _sequences.Add(request.Sequence);
        }
    }

    public override void Clear()
    {
        base.Clear();
        _furthest.Clear();
    }

    protected override void Fill(MarkRequest request) =>
        throw new InvalidOperationException("Marks are filled as a whole.");
}
