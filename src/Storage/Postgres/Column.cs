using Npgsql;
using NpgsqlTypes;

namespace ContextExchange.Storage;

/// <summary>One parameter of a section's statement.</summary>
internal abstract class Column
{
    /// <summary>A parameter that always shows what the column holds.</summary>
    public abstract NpgsqlParameter MakeParameter();

    public abstract void Clear();
}

/// <summary>A column of values, sent as one array.</summary>
internal sealed class Column<T>(NpgsqlDbType type) : Column
{
    public List<T> Values { get; } = [];

    public override NpgsqlParameter MakeParameter() =>
        new NpgsqlParameter<List<T>> { TypedValue = Values, NpgsqlDbType = NpgsqlDbType.Array | type };

    public override void Clear() => Values.Clear();
}
