using System.Globalization;
using System.Text;
using Npgsql;
using static ContextExchange.Storage.PostgresReads;

namespace ContextExchange.Storage;

/// <summary>Reads mailboxes: segments first, which say in which parts of the log the rows lie.</summary>
internal static class MailboxReader
{
    private const int SegmentsAtOnce = 100;

    private static readonly CompositeFormat Rows = CompositeFormat.Parse(PostgresSql.MailboxRows);

    public static async Task<IReadOnlyList<MailboxEntry>> ReadAsync(
        NpgsqlConnection connection, AgentId mailbox, long after, int maxEntries, int maxBytes,
        CancellationToken cancellationToken)
    {
        var entries = new List<MailboxEntry>();
        long bytes = 0;
        while (true)
        {
            var segments = await ListAsync(
                connection, PostgresSql.MailboxSegments, Segment.Read, cancellationToken, With(mailbox.Value),
                With(after), With(SegmentsAtOnce));
            var isLast = segments.Count < SegmentsAtOnce;
            for (var first = 0; first < segments.Count;)
            {
                var count = CountNeeded(segments, first, after, maxEntries - entries.Count);
                var run = segments.GetRange(first, count);
                foreach (var entry in await ReadPartAsync(
                    connection, run, after, maxEntries - entries.Count, maxBytes - bytes, cancellationToken))
                {
                    entries.Add(entry);
                    bytes += entry.Body.Length;
                    if (entries.Count == maxEntries || bytes >= maxBytes) return entries;
                }

                first += count;
                after = Math.Max(after, run[^1].LastSequence);
            }

            if (isLast) return entries;
        }
    }

    public static async Task<long> ReadOldestAsync(
        NpgsqlConnection connection, AgentId mailbox, CancellationToken cancellationToken)
    {
        var head = await ListAsync(
            connection, PostgresSql.Head, row => row.GetInt64(0), cancellationToken, With(mailbox.Value));
        if (await ReadAsync(connection, mailbox, 0, 1, 1, cancellationToken) is [var oldest]) return oldest.Sequence;
        return head is [var sequence] ? sequence + 1 : 1;
    }

    /// <summary>Columns sequence, kind, connection, at, body, lineage.</summary>
    internal static MailboxEntry ReadEntry(NpgsqlDataReader row) => new(
        row.GetInt64(0), (EntryKind)row.GetInt16(1), new ConnectionId(row.GetGuid(2)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)), row.GetFieldValue<byte[]>(4),
        row.GetFieldValue<byte[]>(5));

    // As many segments of one part as are sure to be needed.
    private static int CountNeeded(List<Segment> segments, int first, long after, int entries)
    {
        var end = first;
        long rows = 0;
        while (end < segments.Count && segments[end].Part == segments[first].Part && rows < entries)
        {
            rows += segments[end].LastSequence - Math.Max(after, segments[end].FirstSequence - 1);
            end++;
        }

        return end - first;
    }

    private static Task<List<MailboxEntry>> ReadPartAsync(
        NpgsqlConnection connection, List<Segment> segments, long after, int maxEntries, long maxBytes,
        CancellationToken cancellationToken) =>
        ListAsync(
            connection, string.Format(CultureInfo.InvariantCulture, Rows, segments[0].Part), ReadEntry,
            cancellationToken,
            With(segments.ConvertAll(segment => segment.Writer)),
            With(segments.ConvertAll(segment => segment.PositionAfter(after))),
            With(segments.ConvertAll(segment => segment.LastPosition)),
            With(after), With(segments[0].Cutoff), With(maxEntries), With(maxBytes));

    private sealed record Segment(
        long FirstSequence, int Part, int Writer, long FirstPosition, long LastPosition, long Cutoff)
    {
        public long LastSequence => FirstSequence + LastPosition - FirstPosition;

        public static Segment Read(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

        public long PositionAfter(long sequence) => FirstPosition + Math.Max(0, sequence + 1 - FirstSequence);
    }
}
