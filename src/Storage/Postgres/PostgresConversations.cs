using System.Globalization;
using System.Text;
using Npgsql;
using static ContextExchange.Storage.PostgresReads;

namespace ContextExchange.Storage;

/// <summary>
/// Reads a conversation in the order of its batches. Every sender has its own segments, so a page is merged from those
/// of all senders.
/// </summary>
internal static partial class PostgresConversations
{
    private const int SegmentsAtOnce = 50;

    private static readonly CompositeFormat Rows = CompositeFormat.Parse(PostgresSql.ConversationRows);

    public static async Task<ConversationPage> ReadAsync(
        NpgsqlConnection connection, ConnectionId conversation, string? after, int maxEntries,
        CancellationToken cancellationToken)
    {
        var incarnation = await ReadIncarnationAsync(connection, cancellationToken);
        var read = ConversationVector.Parse(after, incarnation);
        var senders = await ReadSendersAsync(connection, conversation, cancellationToken);
        foreach (var sender in senders.Values) sender.After = read.GetValueOrDefault(sender.Device);

        var rows = new List<Row>();
        while (rows.Count <= maxEntries && await ReadOnAsync(connection, senders, rows, maxEntries, cancellationToken))
        {
        }

        var isLast = rows.Count <= maxEntries;
        if (!isLast) rows.RemoveRange(maxEntries, rows.Count - maxEntries);
        foreach (var row in rows) read[senders[row.Mark].Device] = row.Number;
        var last = read.Count > 0 ? ConversationVector.Format(incarnation, read) : null;
        return new ConversationPage([.. rows.Select(row => row.Entry)], isLast ? null : last, Last: last);
    }

    private static async Task<uint> ReadIncarnationAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (uint)(await ListAsync(
            connection, PostgresSql.Incarnation, row => row.GetInt64(0), cancellationToken)).Single();

    private static async Task<Dictionary<Guid, Sender>> ReadSendersAsync(
        NpgsqlConnection connection, ConnectionId conversation, CancellationToken cancellationToken) =>
        (await ListAsync(
            connection, PostgresSql.ConversationMarks,
            row => new Sender(row.GetGuid(0), new DeviceId(row.GetGuid(1)), row.GetInt64(2)),
            cancellationToken, With(conversation.Value))).ToDictionary(sender => sender.Mark);

    // Adds rows as far as the segments that were looked at reach; false when there are no more segments.
    private static async Task<bool> ReadOnAsync(
        NpgsqlConnection connection, Dictionary<Guid, Sender> senders, List<Row> rows, int maxEntries,
        CancellationToken cancellationToken)
    {
        var unread = senders.Values.Where(sender => sender.After < sender.Newest).ToList();
        if (unread.Count == 0) return false;
        var segments = await ListAsync(
            connection, PostgresSql.ConversationSegments, Segment.Read, cancellationToken,
            With(unread.ConvertAll(sender => sender.Mark)), With(unread.ConvertAll(sender => sender.After)),
            With(SegmentsAtOnce));
        if (segments.Count == 0) return false;

        // Beyond the last segment of a sender that has more, nobody's rows can be told yet.
        var horizon = segments.GroupBy(segment => segment.Mark).Where(group => group.Count() == SegmentsAtOnce)
            .Select(group => group.Max(segment => segment.Stamp)).DefaultIfEmpty(long.MaxValue).Min();
        segments.RemoveAll(segment => segment.Stamp > horizon);
        segments.Sort((one, other) => (one.Stamp, one.Writer, one.First).CompareTo(
            (other.Stamp, other.Writer, other.First)));
        for (var first = 0; first < segments.Count && rows.Count <= maxEntries;)
        {
            var count = CountNeeded(segments, first, senders, maxEntries + 1 - rows.Count);
            rows.AddRange(await ReadRowsAsync(connection, segments.GetRange(first, count), senders, cancellationToken));
            foreach (var segment in segments.GetRange(first, count))
                senders[segment.Mark].After = Math.Max(senders[segment.Mark].After, segment.LastNumber);
            first += count;
        }

        return true;
    }

    // Enough segments for the page, and all of the last one's batch, whose rows may lie among each other.
    private static int CountNeeded(List<Segment> segments, int first, Dictionary<Guid, Sender> senders, int wanted)
    {
        var end = first;
        long rows = 0;
        while (end < segments.Count && (rows < wanted || segments[end].Stamp == segments[end - 1].Stamp))
        {
            var after = senders[segments[end].Mark].After;
            rows += segments[end].LastNumber - Math.Max(after, segments[end].FirstNumber - 1);
            end++;
        }

        return end - first;
    }

    private static async Task<List<Row>> ReadRowsAsync(
        NpgsqlConnection connection, List<Segment> segments, Dictionary<Guid, Sender> senders,
        CancellationToken cancellationToken)
    {
        var rows = new List<Row>();
        foreach (var part in segments.GroupBy(segment => segment.Part))
        {
            var of = part.ToList();
            rows.AddRange(await ListAsync(
                connection, string.Format(CultureInfo.InvariantCulture, Rows, part.Key), Row.Read, cancellationToken,
                With(of.ConvertAll(segment => segment.Writer)), With(of.ConvertAll(segment => segment.First)),
                With(of.ConvertAll(segment => segment.Last)), With(of.ConvertAll(segment => segment.Mark)),
                With(of.ConvertAll(segment => senders[segment.Mark].After)),
                With(of.ConvertAll(segment => senders[segment.Mark].Before)),
                With(of.ConvertAll(segment => segment.Stamp)), With(of[0].Cutoff)));
        }

        Sort(rows);
        return rows;
    }

    private static void Sort(List<Row> rows) => rows.Sort((one, other) => (one.Stamp, one.Writer, one.Position)
        .CompareTo((other.Stamp, other.Writer, other.Position)));

    private sealed record Sender(Guid Mark, DeviceId Device, long Newest)
    {
        /// <summary>The number up to which everything was looked at.</summary>
        public long After { get; set; }

        /// <summary>Backwards: the number from which on everything was looked at.</summary>
        public long Before { get; set; } = long.MaxValue;
    }

    private sealed record Segment(
        Guid Mark, long FirstNumber, long LastNumber, int Part, int Writer, long First, long Last, long Stamp,
        long Cutoff)
    {
        public static Segment Read(NpgsqlDataReader row) => new(
            row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetInt32(4), row.GetInt64(5),
            row.GetInt64(6), row.GetInt64(7), row.GetInt64(8));
    }

    private sealed record Row(long Stamp, int Writer, long Position, Guid Mark, long Number, MailboxEntry Entry)
    {
        public static Row Read(NpgsqlDataReader row) => new(
            row.GetInt64(6), row.GetInt32(7), row.GetInt64(8), row.GetGuid(9), row.GetInt64(10),
            MailboxReader.ReadEntry(row));
    }
}
