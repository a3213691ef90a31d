using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Grain state: conditional writes of versioned rows.</summary>
internal sealed class StatePart : SimplePart<StateRequest>
{
    private readonly HashSet<StateKey> _keys = [];
    private readonly List<string> _grainKeys;
    private readonly List<string> _types;
    private readonly List<string> _names;
    private readonly List<long> _expected;
    private readonly List<bool> _deletes;
    private readonly List<long> _due;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private long[] _answers = [];

    public StatePart() : base("write_states")
    {
        (_grainKeys, _types, _names) = (Columns.Texts(), Columns.Texts(), Columns.Texts());
        (_expected, _deletes, _due, _bodies) = (Columns.Longs(), Columns.Flags(), Columns.Longs(), Columns.Blobs());
    }

    public bool TryAdd(StateRequest request)
    {
        if (!_keys.Add(request.Write.Key)) return false;
        Requests.Add(request);
        return true;
    }

    public override void Read(NpgsqlDataReader reader, int column) => _answers = reader.GetFieldValue<long[]>(column);

    public override bool Settle(WriterSession session)
    {
        for (var i = 0; i < Requests.Count; i++)
            Requests[i].Answer = _answers[i] switch
            {
                0 => new StateVerdict(true, null),
                > 0 and var version => new StateVerdict(true, version),
                -1 => new StateVerdict(false, null),
                var stands => new StateVerdict(false, -1 - stands),
            };
        return true;
    }

    public override void Clear()
    {
        base.Clear();
        _keys.Clear();
    }

    protected override void Sort() => Requests.Sort((one, other) => Compare(one.Write.Key, other.Write.Key));

    protected override void Fill(StateRequest request)
    {
        var write = request.Write;
        _grainKeys.Add(write.Key.GrainKey);
        _types.Add(write.Key.GrainType);
        _names.Add(write.Key.Name);
        _expected.Add(write.Expected ?? 0);
        _deletes.Add(write.Body is null);
        _due.Add(write.Due?.ToUnixTimeMilliseconds() ?? -1);
        _bodies.Add(write.Body ?? ReadOnlyMemory<byte>.Empty);
    }

    private static int Compare(StateKey one, StateKey other)
    {
        var order = string.CompareOrdinal(one.GrainKey, other.GrainKey);
        if (order == 0) order = string.CompareOrdinal(one.GrainType, other.GrainType);
        return order != 0 ? order : string.CompareOrdinal(one.Name, other.Name);
    }
}
