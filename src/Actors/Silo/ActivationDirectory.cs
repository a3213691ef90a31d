using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Actors;

/// <summary>Which activation bears which name. At most one at a time does.</summary>
internal sealed class ActivationDirectory
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();
    private readonly TaskCompletionSource _empty = new();
    private int _count;
    private volatile bool _closed;

    internal int Count => Volatile.Read(ref _count);

    internal IEnumerable<Activation> All => _activations.Values;

    internal Activation? Find(GrainId id) => _activations.GetValueOrDefault(id);

    /// <summary>The activation of this name; null if there is none and new ones are refused.</summary>
    internal Activation? FindOrCreate(GrainTarget target)
    {
        if (_activations.TryGetValue(target.GrainId, out var found)) return found;
        if (_closed) return null;
        var created = new Activation(target);
        Interlocked.Increment(ref _count);
        var winner = _activations.GetOrAdd(target.GrainId, created);
        if (winner != created) Released();
        else if (_closed) Close(created);
        // Its partition may have gone between the caller's look and now, after the sweep through the activations.
        else if (!target.Runtime.Placement.IsHere(target)) Displace(created);
        return winner;
    }

    /// <summary>Puts a new activation in the place of one that goes; false when new ones are refused.</summary>
    internal bool TryReplace(Activation old, [NotNullWhen(true)] out Activation? successor)
    {
        successor = _closed ? null : new(old.Target);
        if (successor is null) return false;
        Interlocked.Increment(ref _count);
        _activations[old.GrainId] = successor;
        if (_closed) Close(successor);
        else if (!old.Target.Runtime.Placement.IsHere(old.Target)) Displace(successor);
        return true;
    }

    internal void Remove(Activation activation) => _activations.TryRemove(new(activation.GrainId, activation));

    /// <summary>An activation is gone for good.</summary>
    internal void Released()
    {
        if (Interlocked.Decrement(ref _count) == 0 && _closed) _empty.TrySetResult();
    }

    /// <summary>Refuses new activations and asks all to end; completes when the last is gone.</summary>
    internal Task CloseAsync()
    {
        _closed = true;
        foreach (var activation in All) Close(activation);
        if (Count == 0) _empty.TrySetResult();
        return _empty.Task;
    }

    /// <summary>Asks an activation to end because its partition goes to another silo.</summary>
    internal static void Displace(Activation activation) =>
        activation.Deactivate(new(DeactivationReasonCode.Migrating, "The partition goes to another silo."));

    private static void Close(Activation activation) =>
        activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The silo is stopping."));
}
