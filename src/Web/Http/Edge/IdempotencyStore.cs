namespace ContextExchange.Web.Http;

/// <summary>
/// The answers to calls with an <c>Idempotency-Key</c>, for 24 hours. In this silo's memory on purpose: answers may
/// hold a secret that is shown once, and no store may have that. Bounded per caller and in all; the oldest give way.
/// </summary>
internal sealed class IdempotencyStore(TimeProvider clock)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int MaxPerCaller = 500;
    private const int MaxInAll = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Caller, string Key), IdempotentCall> _calls = [];
    private readonly Dictionary<string, Queue<IdempotentCall>> _byCaller = [];
    private readonly Queue<IdempotentCall> _oldest = [];

    /// <summary>
    /// The call under this key: a new one that the asker must finish (<c>Started</c> is true), or one that somebody
    /// started before.
    /// </summary>
    public (IdempotentCall Call, bool Started) Begin(string caller, string key, ReadOnlyMemory<byte> digest)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            while (_oldest.TryPeek(out var oldest) && (oldest.Since + Lifetime <= now || _oldest.Count >= MaxInAll))
                Forget(_oldest.Dequeue());
            if (_calls.TryGetValue((caller, key), out var known))
                return (known, false);
            var call = new IdempotentCall(caller, key, digest, now);
            _calls.Add((caller, key), call);
            _oldest.Enqueue(call);
            if (!_byCaller.TryGetValue(caller, out var own))
                _byCaller.Add(caller, own = []);
            own.Enqueue(call);
            if (own.Count > MaxPerCaller)
                Forget(own.Peek());
            return (call, true);
        }
    }

    /// <summary>Forgets a call that came to nothing, so that the same key can be tried again.</summary>
    public void Abandon(IdempotentCall call)
    {
        lock (_gate)
            Forget(call);
        call.Finish(null);
    }

    private void Forget(IdempotentCall call)
    {
        if (_calls.TryGetValue((call.Caller, call.Key), out var current) && ReferenceEquals(current, call))
            _calls.Remove((call.Caller, call.Key));
        if (!_byCaller.TryGetValue(call.Caller, out var own))
            return;
        while (own.TryPeek(out var first) && !IsKept(first))
            own.Dequeue();
        if (own.Count == 0)
            _byCaller.Remove(call.Caller);
    }

    private bool IsKept(IdempotentCall call) =>
        _calls.TryGetValue((call.Caller, call.Key), out var current) && ReferenceEquals(current, call);
}
