using System.Collections.Concurrent;

namespace ContextExchange.Chaos.Tests.Network;

/// <summary>The way between two parties, over which several connections may go. Thread safe.</summary>
internal sealed class Link(string name)
{
    private readonly ConcurrentDictionary<Forwarding, bool> _open = [];

    public string Name => name;

    /// <summary>From who dials.</summary>
    public Flow Forth { get; } = new();

    /// <summary>To who dials.</summary>
    public Flow Back { get; } = new();

    /// <summary>New connections are refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>
    /// The end of one side is kept from the other: it believes in a connection that nobody has any more.
    /// </summary>
    public bool HidesEnds { get; set; }

    public int Open => _open.Count;

    /// <summary>Nothing passes in either direction.</summary>
    public void Cut() => Forth.Holds = Back.Holds = true;

    /// <summary>Resets every connection that is open.</summary>
    public void Reset()
    {
        foreach (var (forwarding, _) in _open) forwarding.Reset();
    }

    /// <summary>Nothing is wrong any more. Connections of which one side has gone meanwhile are reset.</summary>
    public void Heal()
    {
        (Refuses, HidesEnds) = (false, false);
        Forth.Heal();
        Back.Heal();
        foreach (var (forwarding, _) in _open)
            if (forwarding.HasHiddenEnd) forwarding.Reset();
    }

    internal void Enter(Forwarding forwarding) => _open.TryAdd(forwarding, true);

    internal void Leave(Forwarding forwarding) => _open.TryRemove(forwarding, out _);
}
