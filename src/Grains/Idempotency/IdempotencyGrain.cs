using System.Security.Cryptography;
using ContextExchange.Grains.Owners;

namespace ContextExchange.Grains.Idempotency;

/// <summary>
/// Which calls were begun and how they were answered. A call is on disk before it is carried out, so that no other silo
/// carries it out as well; one whose end nobody told can be tried again after <see cref="Patience"/>. Answers may hold
/// a secret that is shown once: they are stored encrypted.
/// </summary>
[Reentrant]
internal sealed class IdempotencyGrain(
    [PersistentState("calls")] IPersistentState<IdempotencyState> state, ColumnCipher cipher, TimeProvider time)
    : Grain, IIdempotencyGrain, IDisposable
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>After so long a call that did not end is taken for one whose silo died.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);
    private const int MaxCalls = 8;

    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly Dictionary<long, TaskCompletionSource> _underWay = [];

    private IdempotencyState State => state.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.GoUnlessStored(state);
        return Task.CompletedTask;
    }

    public void Dispose() => _changes.Dispose();

    public async Task<IdempotentCall> Begin(string call, ReadOnlyMemory<byte> digest)
    {
        var until = time.GetUtcNow() + LongestWait;
        while (true)
        {
            var (found, ended) = await FindOrBeginAsync(call, digest);
            if (found.Standing != IdempotentStanding.UnderWay || ended is null) return found;
            var left = until - time.GetUtcNow();
            if (left <= TimeSpan.Zero) return found;
            try
            {
                await ended.WaitAsync(left, time);
            }
            catch (TimeoutException)
            {
                return found;
            }
        }
    }

    public Task Finish(long ticket, ReadOnlyMemory<byte> answer) => EndAsync(ticket, known => known with
    {
        Answer = cipher.Encrypt("calls", "answer", RowOf(known), Convert.ToBase64String(answer.Span)),
    });

    public Task Abandon(long ticket) => EndAsync(ticket, _ => null);

    public Task CarryOutDue() => ChangeAsync(() => SaveAsync(InForce()));

    private async Task<(IdempotentCall Call, Task? Ended)> FindOrBeginAsync(string call, ReadOnlyMemory<byte> digest)
    {
        await _changes.WaitAsync();
        try
        {
            var now = time.GetUtcNow();
            var known = Array.Find(State.Calls, one => one.Call == call && one.Since + Lifetime > now);
            if (known is not null && !known.Digest.Span.SequenceEqual(digest.Span))
                return (new(IdempotentStanding.Conflict, 0, default), null);
            if (known is { Answer.Length: > 0 }) return (new(IdempotentStanding.Answered, 0, AnswerOf(known)), null);
            if (known is not null && known.Since + Patience > now)
            {
                return (
                    new(IdempotentStanding.UnderWay, 0, default),
                    _underWay.GetValueOrDefault(known.Ticket)?.Task);
            }

            var begun = new KnownCall
            {
                Call = call, Ticket = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))),
                Digest = digest, Since = now,
            };
            await SaveAsync([.. InForce().Where(one => one != known).TakeLast(MaxCalls - 1), begun]);
            _underWay.Add(begun.Ticket, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return (new(IdempotentStanding.Begun, begun.Ticket, default), null);
        }
        finally
        {
            _changes.Release();
        }
    }

    private Task EndAsync(long ticket, Func<KnownCall, KnownCall?> end) => ChangeAsync(async () =>
    {
        if (Array.Find(State.Calls, one => one.Ticket == ticket) is not { } known) return;
        var ended = end(known);
        await SaveAsync([.. InForce().Select(one => one == known ? ended : one).OfType<KnownCall>()]);
        if (_underWay.Remove(ticket, out var waiting)) waiting.SetResult();
    });

    private async Task ChangeAsync(Func<Task> change)
    {
        await _changes.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _changes.Release();
        }
    }

    private async Task SaveAsync(KnownCall[] calls)
    {
        if (calls.Length > 0)
        {
            await state.SaveAsync(new IdempotencyState { Calls = calls }, this);
        }
        else if (state.RecordExists)
        {
            await state.ClearStateAsync();
            this.GoUnlessStored(state);
        }
    }

    private KnownCall[] InForce()
    {
        var now = time.GetUtcNow();
        return Array.FindAll(State.Calls, call => call.Since + Lifetime > now);
    }

    private byte[] AnswerOf(KnownCall known) => Convert.FromBase64String(
        cipher.Decrypt("calls", "answer", RowOf(known), known.Answer.Span));

    private string RowOf(KnownCall known) => $"{this.GetPrimaryKeyString()}/{known.Call}";
}
