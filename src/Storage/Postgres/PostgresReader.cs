using System.Globalization;
using System.Text;
using Npgsql;
using static ContextExchange.Storage.PostgresReads;

namespace ContextExchange.Storage;

/// <summary>The reads that are one statement, or few.</summary>
internal static class PostgresReader
{
    private static readonly CompositeFormat SettledRow = CompositeFormat.Parse(PostgresSql.SettledRow);

    public static async Task<DateTimeOffset> ReadTimeAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (await ListAsync(
            connection, PostgresClock.Question, row => row.GetFieldValue<DateTimeOffset>(0), cancellationToken))[0];

    public static async Task<IReadOnlyList<SenderMark>> ReadMarksAsync(
        NpgsqlConnection connection, ConnectionId of, CancellationToken cancellationToken) =>
        await ListAsync(
            connection, PostgresSql.Marks,
            row => new SenderMark(
                of, new DeviceId(row.GetGuid(0)), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetInt64(3),
                row.GetInt32(4), (SendStatus)row.GetInt16(5)),
            cancellationToken, With(of.Value));

    public static async Task<SettledNumber?> FindSettledAsync(
        NpgsqlConnection connection, ConnectionId of, DeviceId device, long number, CancellationToken cancellationToken)
    {
        var mark = MarkKey.Of(of, device);
        var segments = await ListAsync(
            connection, PostgresSql.SettledSegment,
            row => (Part: row.GetInt32(0), Writer: row.GetInt32(1), First: row.GetInt64(2), Last: row.GetInt64(3),
                Cutoff: row.GetInt64(4)),
            cancellationToken, With(mark), With(number));
        if (segments is not [var segment]) return null;
        var rows = await ListAsync(
            connection, string.Format(CultureInfo.InvariantCulture, SettledRow, segment.Part),
            row => new SettledNumber(
                (SendStatus)row.GetInt16(0), row.GetFieldValue<byte[]>(1), TimeOf(row, 2), row.GetInt64(3)),
            cancellationToken, With(segment.Writer), With(segment.First), With(segment.Last), With(mark), With(number),
            With(segment.Cutoff));
        return rows.SingleOrDefault();
    }

    public static async Task<IReadOnlyList<Hold>> ReadHoldsAsync(
        NpgsqlConnection connection, string sql, Guid of, CancellationToken cancellationToken) =>
        await ListAsync(connection, sql, ReadHold, cancellationToken, With(of));

    public static async Task<IReadOnlyList<AskedSide>> ReadAskedAsync(
        NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken) =>
        AskedSides.Newest(await ListAsync(
            connection, PostgresSql.Asked, row => new AskedSide(new AgentId(row.GetGuid(0)), TimeOf(row, 1)),
            cancellationToken, With(since.ToUnixTimeMilliseconds())));

    public static async Task<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
        NpgsqlConnection connection, AgentId mailbox, CancellationToken cancellationToken) =>
        await ListAsync(
            connection, PostgresSql.Cursors,
            row => new DeviceCursor(new DeviceId(row.GetGuid(0)), row.GetInt64(1)), cancellationToken,
            With(mailbox.Value));

    public static async Task<EpochRow?> FindEpochAsync(
        NpgsqlConnection connection, ConnectionId of, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        (await ListAsync(
            connection, PostgresSql.Epoch,
            row => new EpochRow(
                of, new DeviceId(row.GetGuid(0)), row.GetInt64(1), row.GetFieldValue<byte[]>(2),
                row.GetFieldValue<byte[]>(3))
            {
                At = TimeOf(row, 4),
                Retention = (RetentionClass)row.GetInt32(5),
            },
            cancellationToken, With(of.Value), With(hash))).SingleOrDefault();

    public static async Task<RewrapRow?> FindRewrapAsync(
        NpgsqlConnection connection, ConnectionId of, ReadOnlyMemory<byte> epochHash, DeviceId device,
        CancellationToken cancellationToken) =>
        (await ListAsync(
            connection, PostgresSql.Rewrap,
            row => new RewrapRow(of, epochHash, device, row.GetFieldValue<byte[]>(0)), cancellationToken,
            With(of.Value), With(epochHash), With(device.Value))).SingleOrDefault();

    public static async Task<IReadOnlyList<ChainedAuditRecord>> ReadAuditAsync(
        NpgsqlConnection connection, long after, int max, CancellationToken cancellationToken) =>
        await ListAsync(
            connection, PostgresSql.Audit,
            row => new ChainedAuditRecord(
                row.GetInt64(0),
                new AuditRecord(TimeOf(row, 1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5),
                    row.GetString(6)),
                row.GetFieldValue<byte[]>(7)),
            cancellationToken, With(after), With(max));

    public static async Task<StoredState?> ReadStateAsync(
        NpgsqlConnection connection, StateKey key, CancellationToken cancellationToken) =>
        (await ListAsync(
            connection, PostgresSql.State, row => new StoredState(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            cancellationToken, With(key.GrainKey), With(key.GrainType), With(key.Name))).SingleOrDefault();

    /// <summary>The due table: states' deadlines, mailboxes' next expiries and holds' ends.</summary>
    public static async Task<IReadOnlyList<DueGrain>> ReadDueAsync(
        NpgsqlConnection connection, DateTimeOffset now, int max, CancellationToken cancellationToken)
    {
        var until = now.ToUnixTimeMilliseconds();
        var heads = await ListAsync(
            connection, PostgresSql.DueHeads,
            row => new DueGrain(DueKind.Agent, new AgentId(row.GetGuid(1)).ToString(), TimeOf(row, 0)),
            cancellationToken, With(until), With(max));
        var holds = await ListAsync(
            connection, PostgresSql.DueHolds,
            row => new DueGrain(
                DueKind.Connection, ConnectionKey.Between(new AgentId(row.GetGuid(1)), new AgentId(row.GetGuid(2))),
                TimeOf(row, 0)),
            cancellationToken, With(until), With(max));
        var states = await ListAsync(
            connection, PostgresSql.DueStates,
            row => new DueGrain(DueRows.KindOf(row.GetString(1)), row.GetString(2), TimeOf(row, 0)),
            cancellationToken, With(until), With(max));
        return DueRows.Merge([.. heads, .. holds, .. states], max);
    }

    private static Hold ReadHold(NpgsqlDataReader row) => new(
        new HoldKey(new ConnectionId(row.GetGuid(0)), new EnvelopeId(row.GetGuid(1)), new AgentId(row.GetGuid(2))),
        new AgentId(row.GetGuid(3)), new AgentId(row.GetGuid(4)), row.GetString(5), TimeOf(row, 6), TimeOf(row, 7),
        row.GetFieldValue<byte[]>(8), row.GetFieldValue<byte[]>(9));

    private static DateTimeOffset TimeOf(NpgsqlDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
