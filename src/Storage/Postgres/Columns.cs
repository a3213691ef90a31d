using NpgsqlTypes;

namespace ContextExchange.Storage;

/// <summary>The columns of one function's call, in the order of its parameters.</summary>
internal sealed class Columns
{
    private readonly List<Column> _columns = [];

    public IReadOnlyList<Column> All => _columns;

    public List<Guid> Ids() => Add<Guid>(NpgsqlDbType.Uuid);

    public List<long> Longs() => Add<long>(NpgsqlDbType.Bigint);

    public List<int> Ints() => Add<int>(NpgsqlDbType.Integer);

    public List<short> Shorts() => Add<short>(NpgsqlDbType.Smallint);

    public List<bool> Flags() => Add<bool>(NpgsqlDbType.Boolean);

    public List<string> Texts() => Add<string>(NpgsqlDbType.Text);

    public List<ReadOnlyMemory<byte>> Blobs() => Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    public void Clear()
    {
        foreach (var column in _columns) column.Clear();
    }

    private List<T> Add<T>(NpgsqlDbType type)
    {
        var column = new Column<T>(type);
        _columns.Add(column);
        return column.Values;
    }
}
