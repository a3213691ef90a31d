using Npgsql;
using static ContextExchange.Storage.PostgresReads;

namespace ContextExchange.Storage;

/// <summary>
/// Retention: what has run out is not read from then on; a part of the log is dropped when all of it has.
/// </summary>
internal static class PostgresRetention
{
    private static readonly RetentionClass[] Classes =
        [RetentionClass.Days1, RetentionClass.Days7, RetentionClass.Days30, RetentionClass.Days90];

    /// <summary>A bounded amount of work; true when there is more to do.</summary>
    public static async Task<bool> ApplyAsync(
        NpgsqlConnection connection, DateTimeOffset now, int chunk, CancellationToken cancellationToken)
    {
        var more = false;
        foreach (var retention in Classes)
        {
            await ListAsync(
                connection, PostgresSql.RaiseCutoff, _ => 0, cancellationToken,
                With((int)retention), With(CutoffOf(retention, now)));
            var epochs = CutoffOf(retention, now - Limits.EpochReach);
            more |= (await ListAsync(
                connection, PostgresSql.DeleteEpochs, row => row.GetBoolean(0), cancellationToken,
                With((int)retention), With(epochs), With(chunk))).Single();
        }

        return await DropPartAsync(connection, now, chunk, cancellationToken) || more;
    }

    private static async Task<bool> DropPartAsync(
        NpgsqlConnection connection, DateTimeOffset now, int chunk, CancellationToken cancellationToken)
    {
        var parts = await ListAsync(connection, PostgresSql.Parts, row => row.GetInt32(0), cancellationToken);
        parts.RemoveAll(part => LogPart.ClassOf(part) == RetentionClass.Keep
            || LogPart.EndOf(part) > CutoffOf(LogPart.ClassOf(part), now));
        if (parts.Count == 0) return false;
        try
        {
            var more = (await ListAsync(
                connection, PostgresSql.DropPart, row => row.GetBoolean(0), cancellationToken,
                With(parts[0]), With(chunk))).Single();
            return more || parts.Count > 1;
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // A dump reads the log, or a long statement: the next sweep will do it.
            return false;
        }
    }

    private static long CutoffOf(RetentionClass retention, DateTimeOffset now) =>
        (now - TimeSpan.FromDays((int)retention)).ToUnixTimeMilliseconds();
}
