using System.Collections.Concurrent;

namespace ContextExchange.Actors;

/// <summary>Fails calls whose response does not come in time. One queue per distinct timeout.</summary>
internal sealed class ResponseTimeouts(TimeSpan standard, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<TimeSpan, TimeoutQueue> _others = new();
    private readonly TimeoutQueue _standard = new(standard, time);

    public void Dispose()
    {
        _standard.Dispose();
        foreach (var queue in _others.Values) queue.Dispose();
    }

    internal void Add(GrainCall call) => QueueOf(call.Method).Add(call);

    internal void Remove(GrainCall call) => QueueOf(call.Method).Remove(call);

    internal void FailAll(Func<Exception> reason)
    {
        foreach (var queue in _others.Values.Append(_standard))
        {
            foreach (var call in queue.TakeAll()) call.Fail(reason());
        }
    }

    private TimeoutQueue QueueOf(GrainMethod method)
    {
        if (method.ResponseTimeout == TimeSpan.Zero) return _standard;
        return _others.GetOrAdd(method.ResponseTimeout, static (timeout, time) => new(timeout, time), time);
    }
}
