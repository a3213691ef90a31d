using System.Diagnostics;
using System.Security.Cryptography;

namespace ContextExchange.Storage.Bench;

/// <summary>
/// One sender per mailbox, each with its own connection, taking turns. A round of steps is handed over at once and
/// awaited
/// before the next, so that a round is a commit.
/// </summary>
internal sealed class AppendLoad(ILogStore store, int mailboxes, int bodyLength)
{
    private readonly Lane[] _lanes = new Lane[mailboxes];
    private long _turn;

    public async Task PrepareAsync()
    {
        for (var lane = 0; lane < mailboxes; lane++)
        {
            var recipient = AgentId.New();
            var connection = ConnectionId.Between(AgentId.New(), recipient);
            _lanes[lane] = new Lane(await store.ClaimHeadAsync(recipient), connection, DeviceId.New(), bodyLength);
        }
    }

    /// <returns>How many rows were stored.</returns>
    public async Task<long> RunAsync(int rowsPerCommit, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        long rows = 0;
        for (; clock.Elapsed < duration; rows += rowsPerCommit) await StoreAsync(rowsPerCommit);
        return rows;
    }

    /// <summary>Stores so many rows.</summary>
    public async Task FillAsync(int rowsPerCommit, long rows)
    {
        for (var left = rows; left > 0; left -= rowsPerCommit)
            await StoreAsync((int)Math.Min(left, rowsPerCommit));
    }

    private async Task StoreAsync(int rows)
    {
        var calls = new Task<LogVerdict>[rows];
        for (var row = 0; row < rows; row++)
            calls[row] = store.AppendAsync(_lanes[_turn++ % mailboxes].Next()).AsTask();
        foreach (var call in calls)
        {
            if (await call != LogVerdict.Stored) throw new InvalidOperationException("A step was refused.");
        }
    }

    private sealed class Lane(MailboxHead head, ConnectionId connection, DeviceId device, int bodyLength)
    {
        private readonly byte[] _body = RandomNumberGenerator.GetBytes(bodyLength);
        private readonly byte[] _digest = RandomNumberGenerator.GetBytes(32);
        private readonly byte[] _tag = RandomNumberGenerator.GetBytes(16);
        private readonly DateTimeOffset _at = TimeProvider.System.GetUtcNow();
        private long _sequence = head.Sequence;

        public LogAppend Next()
        {
            _sequence++;
            return new LogAppend
            {
                Mailbox = head.Mailbox,
                Epoch = head.Epoch,
                Entry = new MailboxEntry(_sequence, EntryKind.Message, connection, _at, _body, _tag),
                Retention = RetentionClass.Days30,
                ExpiresAt = _at.AddDays(1),
                Settles = new SenderMark(connection, device, _sequence, _digest, 1, 0, SendStatus.Accepted),
            };
        }
    }
}
