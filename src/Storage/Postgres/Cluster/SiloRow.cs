using ContextExchange.Actors;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>A row of <c>silo_list</c>.</summary>
internal static class SiloRow
{
    public static SiloStatus Read(NpgsqlDataReader row) => new(
        new SiloAddress(row.GetString(0), row.GetInt32(1), row.GetString(2)),
        row.GetBoolean(3),
        row.GetInt32(4),
        new SiloReport(row.GetString(5), row.IsDBNull(6) ? null : row.GetInt32(6)),
        row.GetFieldValue<DateTimeOffset>(7),
        row.GetFieldValue<TimeSpan>(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9));
}
