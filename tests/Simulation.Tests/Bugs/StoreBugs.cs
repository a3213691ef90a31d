using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Clients;
using ContextExchange.Simulation.Tests.Store;

namespace ContextExchange.Simulation.Tests.Bugs;

/// <summary>A step counts as stored when it is given to the writer.</summary>
internal sealed class AnswerBeforeFlush : PlantedBug
{
    public override ILogStore BeforeTheLink(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        public override ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            _ = Inner.AppendAsync(append, cancellationToken).AsTask().ContinueWith(
                done => done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return new(LogVerdict.Stored);
        }
    }
}

/// <summary>Sessions are told when a step is given to the writer, not when it is on disk.</summary>
internal sealed class PushBeforeCommit : PlantedBug
{
    private readonly Dictionary<AgentId, MailboxSession> _sessions = [];

    public override void Subscribed(AgentId agent, MailboxSession session) => _sessions[agent] = session;

    public override ILogStore BeforeTheLink(ILogStore log) => new Log(log, this);

    private sealed class Log(ILogStore inner, PushBeforeCommit bug) : ForwardingLog(inner)
    {
        public override ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            if (append.Entry is { } entry && bug._sessions.TryGetValue(append.Mailbox, out var session))
                session.Tell([entry]);
            return Inner.AppendAsync(append, cancellationToken);
        }
    }
}

/// <summary>A new activation takes the head as it is and raises no epoch.</summary>
internal sealed class HeadNotClaimed : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        private readonly Dictionary<AgentId, MailboxHead> _heads = [];

        public override async ValueTask<MailboxHead> ClaimHeadAsync(
            AgentId mailbox, CancellationToken cancellationToken)
        {
            if (!_heads.TryGetValue(mailbox, out var head))
                return _heads[mailbox] = await Inner.ClaimHeadAsync(mailbox, cancellationToken);
            var mail = await Inner.ReadMailboxAsync(mailbox, 0, int.MaxValue, int.MaxValue, cancellationToken);
            return head with { Sequence = mail.Count == 0 ? 0 : mail[^1].Sequence };
        }

        public override async ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            // Neither is the sequence part of the statement: the newest place is taken, whichever it is.
            if (append.Entry is not { } entry) return await Inner.AppendAsync(append, cancellationToken);
            var mail = await Inner.ReadMailboxAsync(append.Mailbox, 0, int.MaxValue, int.MaxValue, cancellationToken);
            var next = (mail.Count == 0 ? 0 : mail[^1].Sequence) + 1;
            return await Inner.AppendAsync(append with { Entry = entry with { Sequence = next } }, cancellationToken);
        }
    }
}

/// <summary>The writing statement asks for the next sequence, but not for the newest claim's epoch.</summary>
internal sealed class EpochNotChecked : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        private readonly Dictionary<AgentId, long> _epochs = [];

        public override async ValueTask<MailboxHead> ClaimHeadAsync(
            AgentId mailbox, CancellationToken cancellationToken)
        {
            var head = await Inner.ClaimHeadAsync(mailbox, cancellationToken);
            _epochs[mailbox] = head.Epoch;
            return head;
        }

        public override async ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            if (append.Entry is not { } entry) return await Inner.AppendAsync(append, cancellationToken);
            var mail = await Inner.ReadMailboxAsync(append.Mailbox, 0, int.MaxValue, int.MaxValue, cancellationToken);
            var next = (mail.Count == 0 ? 0 : mail[^1].Sequence) + 1;
            return await Inner.AppendAsync(
                append with { Epoch = _epochs[append.Mailbox], Entry = entry with { Sequence = next } },
                cancellationToken);
        }
    }
}

/// <summary>A restarted grain does not know the newest number of each device, and nothing else checks it.</summary>
internal sealed class DuplicatesForgotten : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        public override async ValueTask<IReadOnlyList<SenderMark>> ReadMarksAsync(
            ConnectionId connection, CancellationToken cancellationToken) =>
        [
            .. (await Inner.ReadMarksAsync(connection, cancellationToken))
                .Select(mark => mark with { Sequence = mark.Sequence - 1, EpochNumber = 0, Message = 0 }),
        ];

        public override async ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            var verdict = await Inner.AppendAsync(append, cancellationToken);
            return verdict == LogVerdict.StaleMark
                ? await Inner.AppendAsync(append with { Settles = null }, cancellationToken)
                : verdict;
        }
    }
}

/// <summary>After a failover one sequence is given out twice (shift 1) or left out (shift -1).</summary>
internal sealed class Renumbered(long shift) : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log, shift);

    private sealed class Log(ILogStore inner, long shift) : ForwardingLog(inner)
    {
        // The last sequence with its right number; everything after it is shifted.
        private readonly Dictionary<AgentId, long> _last = [];

        public override async ValueTask<MailboxHead> ClaimHeadAsync(
            AgentId mailbox, CancellationToken cancellationToken)
        {
            var head = await Inner.ClaimHeadAsync(mailbox, cancellationToken);
            if (head.Sequence > 2) _last.TryAdd(mailbox, head.Sequence);
            return head with { Sequence = Outer(mailbox, head.Sequence + 1) - 1 };
        }

        public override ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken) =>
            Inner.AppendAsync(
                append.Entry is { } entry
                    ? append with { Entry = entry with { Sequence = entry.Sequence + ShiftOf(append.Mailbox) } }
                    : append,
                cancellationToken);

        public override async ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
            AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken)
        {
            var mail = await Inner.ReadMailboxAsync(mailbox, 0, int.MaxValue, int.MaxValue, cancellationToken);
            return
            [
                .. mail.Select(entry => entry with { Sequence = Outer(mailbox, entry.Sequence) })
                    .Where(entry => entry.Sequence > after).Take(maxEntries),
            ];
        }

        private long ShiftOf(AgentId mailbox) => _last.ContainsKey(mailbox) ? shift : 0;

        private long Outer(AgentId mailbox, long sequence) =>
            _last.TryGetValue(mailbox, out var last) && sequence > last ? sequence - shift : sequence;
    }
}

/// <summary>What follows a refused step in its batch is rolled back with it, and answered as stored.</summary>
internal sealed class RefusalFailsBatch : PlantedBug
{
    public override bool SkipsAfterRefusal => true;
}

/// <summary>Closing a hold does not ask whether it is open, and closed ones are read again.</summary>
internal sealed class HoldDecidedTwice : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        public override async ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            var verdict = await Inner.AppendAsync(append, cancellationToken);
            return verdict == LogVerdict.HoldClosed && append is { Closes: not null, Entry: not null }
                ? await Inner.AppendAsync(append with { Closes = null, Opens = null }, cancellationToken)
                : verdict;
        }
    }
}

/// <summary>An entry is stored without the number that it settles, now and then: the step is not atomic.</summary>
internal sealed class EntryWithoutItsMark : PlantedBug
{
    public override ILogStore BeforeTheLink(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        private int _steps;

        public override async ValueTask<LogVerdict> AppendAsync(LogAppend append, CancellationToken cancellationToken)
        {
            if (append is not { Entry: not null, Settles: not null } || ++_steps % 5 > 0)
                return await Inner.AppendAsync(append, cancellationToken);
            await Inner.AppendAsync(append with { Settles = null }, cancellationToken);
            throw new StoreUnavailableException("Half of the step failed.");
        }
    }
}

/// <summary>Readers are shown messages and notices, and nothing in the place of what is withheld.</summary>
internal sealed class WithheldWithoutStub : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        public override async ValueTask<IReadOnlyList<MailboxEntry>> ReadMailboxAsync(
            AgentId mailbox, long after, int maxEntries, int maxBytes, CancellationToken cancellationToken) =>
        [
            .. (await Inner.ReadMailboxAsync(mailbox, after, maxEntries, maxBytes, cancellationToken))
                .Where(entry => entry.Kind != EntryKind.Stub),
        ];
    }
}

/// <summary>The cursor is the agent's: what one device has acknowledged, all have.</summary>
internal sealed class OneCursorForAllDevices : PlantedBug
{
    public override ILogStore AtTheStore(ILogStore log) => new Log(log);

    private sealed class Log(ILogStore inner) : ForwardingLog(inner)
    {
        public override async ValueTask<IReadOnlyList<DeviceCursor>> ReadCursorsAsync(
            AgentId mailbox, CancellationToken cancellationToken)
        {
            var cursors = await Inner.ReadCursorsAsync(mailbox, cancellationToken);
            var newest = cursors.Select(cursor => cursor.Acknowledged).DefaultIfEmpty().Max();
            return [.. cursors.Select(cursor => cursor with { Acknowledged = newest })];
        }
    }
}

/// <summary>The writer takes whatever comes, however much waits.</summary>
internal sealed class QueueWithoutBound : PlantedBug
{
    public override bool HasUnboundedQueue => true;
}
