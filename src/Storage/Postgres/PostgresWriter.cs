using Npgsql;
using Polly;
using Polly.Retry;

namespace ContextExchange.Storage;

/// <summary>
/// The thread that writes to PostgreSQL. What waits is joined into sections, each of which is one statement and one
/// flush. When a statement's outcome is unknown its callers are told so, and the connection is given up: whoever goes
/// on claims its head again, which waits for what the old statement has locked, and fences it where it has not begun.
/// </summary>
internal sealed class PostgresWriter : GroupWriter<IPostgresRequest>
{
    private static readonly TimeSpan ProbeBroken = TimeSpan.FromSeconds(1);

    private readonly PostgresSource _source;
    private readonly TimeProvider _time;
    private readonly TimeSpan _probeIdle;
    private readonly ResiliencePipeline _connecting;
    private readonly ResiliencePipeline _colliding;
    private readonly Section _section = new();
    private WriterSession? _session;

    public PostgresWriter(PostgresSource source, PostgresStorageOptions options, TimeProvider time)
        : base("PostgreSQL writer", options.MaxWaiting, options.MaxBatch)
    {
        _source = source;
        _time = time;
        _probeIdle = options.ProbeIdle;
        _connecting = Retry(3, TimeSpan.FromMilliseconds(50), PostgresFailure.IsRefusedForNow);
        _colliding = Retry(10, TimeSpan.FromMilliseconds(2), PostgresFailure.IsCollision);
        _session = Open();
        Start();
    }

    protected override TimeSpan ProbeAfter(bool succeeded) => succeeded ? _probeIdle : ProbeBroken;

    protected override void Close() => _session?.Dispose();

    protected override void Write(IReadOnlyList<IPostgresRequest> batch)
    {
        var done = 0;
        do
        {
            var count = Join(batch, done);
            WriteSection([.. batch.Skip(done).Take(count)]);
            done += count;
        }
        while (done < batch.Count);
    }

    private static ResiliencePipeline Retry(int attempts, TimeSpan delay, Func<Exception, bool> when) =>
        new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = attempts,
            Delay = delay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = new PredicateBuilder().Handle<Exception>(when),
        }).Build();

    // Fills the section with what is kept and as many requests of the batch as may share it.
    private int Join(IReadOnlyList<IPostgresRequest> batch, int from)
    {
        _section.Clear();
        foreach (var request in Kept) request.TryJoin(_section);
        var count = 0;
        while (from + count < batch.Count && batch[from + count].TryJoin(_section)) count++;
        return count;
    }

    private void WriteSection(IReadOnlyList<IPostgresRequest> requests)
    {
        if (TryWrite() is not { } failure)
        {
            Complete(requests);
        }
        else if (requests.Count > 1 && PostgresFailure.IsBadValue(failure))
        {
            // One request's value was refused, and nothing was stored: the others must not suffer for it.
            var half = requests.Count / 2;
            Write([.. requests.Take(half)]);
            Write([.. requests.Skip(half)]);
        }
        else
        {
            Fail(requests, PostgresFailure.Explain("The write failed", failure));
        }
    }

    private Exception? TryWrite()
    {
        try
        {
            _session ??= Open();
            Commit(_session);
            return null;
        }
        catch (Exception failure)
        {
            // Whatever it was, no caller may be told that its write is on disk, and the thread must live on.
            if (PostgresFailure.EndsSession(failure) || _session is not { IsOpen: true }) GiveUp();
            return failure;
        }
    }

    private void Commit(WriterSession session)
    {
        var asked = 0;
        for (var i = 0; i < _section.All.Count; i++)
            if (!_section.All[i].IsEmpty)
                asked |= 1 << i;
        if (asked == 0) session.Probe();
        while (asked != 0)
        {
            var parts = asked;
            _colliding.Execute(() => Run(session, parts));
            for (var i = 0; i < _section.All.Count; i++)
                if ((parts & (1 << i)) != 0 && _section.All[i].Settle(session))
                    asked &= ~(1 << i);
        }
    }

    private void Run(WriterSession session, int asked)
    {
        for (var i = 0; i < _section.All.Count; i++)
            if ((asked & (1 << i)) != 0)
                _section.All[i].Fill(session);
        session.MakeParts(_section.Steps.Parts);
        try
        {
            session.Run(_section.All, asked);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.CheckViolation)
        {
            // A part of the log was dropped since this session knew it.
            session.ForgetParts();
            throw;
        }
    }

    private WriterSession Open() => _connecting.Execute(() => WriterSession.Open(_source, _time));

    private void GiveUp()
    {
        try
        {
            _session?.Dispose();
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException)
        {
            NoteError(failure.Message);
        }

        _session = null;
    }
}
