using Npgsql;

namespace ContextExchange.Storage;

/// <summary>Publishes epochs.</summary>
internal sealed class EpochPart : SimplePart<EpochRequest>
{
    private readonly HashSet<(ConnectionId, DeviceId, long)> _keys = [];
    private readonly HashSet<ConnectionId> _connections = [];
    private readonly List<Guid> _ofConnection;
    private readonly List<Guid> _ofDevice;
    private readonly List<long> _numbers;
    private readonly List<ReadOnlyMemory<byte>> _hashes;
    private readonly List<ReadOnlyMemory<byte>> _records;
    private readonly List<long> _ats;
    private readonly List<int> _classes;
    private bool[] _answers = [];

    public EpochPart() : base("put_epochs")
    {
        (_ofConnection, _ofDevice, _numbers) = (Columns.Ids(), Columns.Ids(), Columns.Longs());
        (_hashes, _records, _ats, _classes) = (Columns.Blobs(), Columns.Blobs(), Columns.Longs(), Columns.Ints());
    }

    public bool TryAdd(EpochRequest request, Section section)
    {
        var epoch = request.Epoch;
        if (section.Keeps.Touches(epoch.Connection)
            || !_keys.Add((epoch.Connection, epoch.Device, epoch.Number)))
            return false;
        _connections.Add(epoch.Connection);
        Requests.Add(request);
        return true;
    }

    public bool Touches(ConnectionId connection) => _connections.Contains(connection);

    public override void Read(NpgsqlDataReader reader, int column) => _answers = reader.GetFieldValue<bool[]>(column);

    public override bool Settle(WriterSession session)
    {
        for (var i = 0; i < Requests.Count; i++) Requests[i].Answer = _answers[i];
        return true;
    }

    public override void Clear()
    {
        base.Clear();
        _keys.Clear();
        _connections.Clear();
    }

    protected override void Sort() => Requests.Sort((one, other) =>
        (one.Epoch.Connection.Value, one.Epoch.Device.Value, one.Epoch.Number).CompareTo(
            (other.Epoch.Connection.Value, other.Epoch.Device.Value, other.Epoch.Number)));

    protected override void Fill(EpochRequest request)
    {
        var epoch = request.Epoch;
        _ofConnection.Add(epoch.Connection.Value);
        _ofDevice.Add(epoch.Device.Value);
        _numbers.Add(epoch.Number);
        _hashes.Add(epoch.Hash);
        _records.Add(epoch.Record);
        _ats.Add(epoch.At.ToUnixTimeMilliseconds());
        _classes.Add((int)epoch.Retention);
    }
}

/// <summary>Keeps epochs longer.</summary>
internal sealed class KeepPart : SimplePart<KeepRequest>
{
    private readonly List<Guid> _connections;
    private readonly List<int> _classes;
    private readonly List<long> _since;

    public KeepPart() : base("keep_epochs") =>
        (_connections, _classes, _since) = (Columns.Ids(), Columns.Ints(), Columns.Longs());

    /// <summary>It and the epochs that it is about never share a section.</summary>
    public bool TryAdd(KeepRequest request, Section section)
    {
        if (section.Epochs.Touches(request.Connection) || Requests.Count > 0) return false;
        Requests.Add(request);
        return true;
    }

    public bool Touches(ConnectionId connection) => Requests.Exists(request => request.Connection == connection);

    protected override void Fill(KeepRequest request)
    {
        _connections.Add(request.Connection.Value);
        _classes.Add((int)request.Retention);
        _since.Add(request.Since.ToUnixTimeMilliseconds());
    }
}

/// <summary>Keeps re-wraps, the newest of each epoch and device.</summary>
internal sealed class RewrapPart : SimplePart<RewrapsRequest>
{
    private readonly Dictionary<(Guid, string, Guid), RewrapRow> _newest = [];
    private readonly List<Guid> _connections;
    private readonly List<ReadOnlyMemory<byte>> _epochs;
    private readonly List<Guid> _devices;
    private readonly List<ReadOnlyMemory<byte>> _records;

    public RewrapPart() : base("put_rewraps") => (_connections, _epochs, _devices, _records) =
        (Columns.Ids(), Columns.Blobs(), Columns.Ids(), Columns.Blobs());

    public bool TryAdd(RewrapsRequest request)
    {
        Requests.Add(request);
        foreach (var row in request.Rewraps)
            _newest[(row.Connection.Value, Convert.ToHexString(row.EpochHash.Span), row.Device.Value)] = row;
        return true;
    }

    public override void Fill(WriterSession session)
    {
        Columns.Clear();
        foreach (var row in _newest.Values)
        {
            _connections.Add(row.Connection.Value);
            _epochs.Add(row.EpochHash);
            _devices.Add(row.Device.Value);
            _records.Add(row.Record);
        }
    }

    public override void Clear()
    {
        base.Clear();
        _newest.Clear();
    }

    protected override void Fill(RewrapsRequest request) =>
        throw new InvalidOperationException("Re-wraps are filled as a whole.");
}
