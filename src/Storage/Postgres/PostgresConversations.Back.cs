using Npgsql;
using static ContextExchange.Storage.PostgresReads;

namespace ContextExchange.Storage;

// From the end backwards. The place before a page is, of every sender device, the lowest number that was read; a device
// that is not in it began to send later.
internal static partial class PostgresConversations
{
    public static async Task<ConversationPage> ReadBackAsync(
        NpgsqlConnection connection, ConnectionId conversation, string? before, int maxEntries,
        CancellationToken cancellationToken)
    {
        var incarnation = await ReadIncarnationAsync(connection, cancellationToken);
        var places = ConversationVector.Parse(before, incarnation);
        var senders = await ReadSendersAsync(connection, conversation, cancellationToken);
        foreach (var sender in senders.Values)
            sender.Before = before is null ? sender.Newest + 1 : places.GetValueOrDefault(sender.Device, 1);
        var ends = senders.Values.Where(sender => sender.Before > 1)
            .ToDictionary(sender => sender.Device, sender => sender.Before);

        var rows = new List<Row>();
        while (rows.Count <= maxEntries
            && await ReadOnBackAsync(connection, senders, rows, maxEntries, cancellationToken))
        {
        }

        Sort(rows);
        var isFirst = rows.Count <= maxEntries;
        if (!isFirst) rows.RemoveRange(0, rows.Count - maxEntries);
        if (rows.Count == 0) return new ConversationPage([], null);
        var starts = new Dictionary<DeviceId, long>(ends);
        foreach (var row in rows.AsEnumerable().Reverse()) starts[senders[row.Mark].Device] = row.Number;
        return new ConversationPage(
            [.. rows.Select(row => row.Entry)], null,
            isFirst ? null : ConversationVector.Format(incarnation, starts),
            ConversationVector.Format(incarnation, ends.Select(end => KeyValuePair.Create(end.Key, end.Value - 1))));
    }

    // Adds rows as far back as the segments that were looked at reach; false when there are no more segments.
    private static async Task<bool> ReadOnBackAsync(
        NpgsqlConnection connection, Dictionary<Guid, Sender> senders, List<Row> rows, int maxEntries,
        CancellationToken cancellationToken)
    {
        var unread = senders.Values.Where(sender => sender.Before > 1).ToList();
        if (unread.Count == 0) return false;
        var segments = await ListAsync(
            connection, PostgresSql.ConversationSegmentsBack, Segment.Read, cancellationToken,
            With(unread.ConvertAll(sender => sender.Mark)), With(unread.ConvertAll(sender => sender.Before)),
            With(SegmentsAtOnce));
        if (segments.Count == 0) return false;

        // Before the first segment of a sender that has more, nobody's rows can be told yet.
        var horizon = segments.GroupBy(segment => segment.Mark).Where(group => group.Count() == SegmentsAtOnce)
            .Select(group => group.Min(segment => segment.Stamp)).DefaultIfEmpty(long.MinValue).Max();
        segments.RemoveAll(segment => segment.Stamp < horizon);
        segments.Sort((one, other) => (other.Stamp, other.Writer, other.First).CompareTo(
            (one.Stamp, one.Writer, one.First)));
        for (var first = 0; first < segments.Count && rows.Count <= maxEntries;)
        {
            var count = CountNeededBack(segments, first, senders, maxEntries + 1 - rows.Count);
            var part = segments.GetRange(first, count);
            rows.AddRange(await ReadRowsAsync(connection, part, senders, cancellationToken));
            foreach (var segment in part)
                senders[segment.Mark].Before = Math.Min(senders[segment.Mark].Before, segment.FirstNumber);
            first += count;
        }

        return true;
    }

    // Enough segments for the page, and all of the last one's batch, whose rows may lie among each other.
    private static int CountNeededBack(
        List<Segment> segments, int first, Dictionary<Guid, Sender> senders, int wanted)
    {
        var end = first;
        long rows = 0;
        while (end < segments.Count && (rows < wanted || segments[end].Stamp == segments[end - 1].Stamp))
        {
            var before = senders[segments[end].Mark].Before;
            rows += Math.Min(before - 1, segments[end].LastNumber) - segments[end].FirstNumber + 1;
            end++;
        }

        return end - first;
    }
}
