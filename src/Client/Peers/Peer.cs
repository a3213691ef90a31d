using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>All that is needed to seal to and open from one peer, checked against the pinned identity.
/// Immutable.</summary>
/// <param name="Info">The connection as the server tells it.</param>
/// <param name="Context">Who the sides are and what they signed, as CXE1 wants it.</param>
/// <param name="Own">The own agent's directory.</param>
/// <param name="Directory">The peer's directory.</param>
/// <param name="Prekeys">The peer's signed prekeys, as published.</param>
/// <param name="HandedOut">One-time prekeys of the peer that the server gave to this device.</param>
internal sealed record Peer(
    ConnectionInfo Info, ConnectionContext Context, AgentDirectory Own, AgentDirectory Directory,
    IReadOnlyList<Prekey> Prekeys, IReadOnlyList<Prekey> HandedOut)
{
    public AgentId Agent => Info.Peer;

    /// <summary>
    /// Whether both sides' newest terms list a category. One that is listed nowhere is never, too: the server tells the
    /// two apart, and so does the SDK.
    /// </summary>
    public bool Lists(Guid category) => Lists(Context.OwnTerms, category) && Lists(Context.PeerTerms, category);

    /// <summary>The name of a category by either side's contract; null where neither has it.</summary>
    public string? CategoryName(Guid category) => Info.Own.Levels.Keys.Concat(Info.Theirs.Levels.Keys)
        .FirstOrDefault(name => Category.IdOf(name) == category);

    private static bool Lists(IReadOnlyList<ConnectionTerms> terms, Guid category) =>
        terms.Count > 0 && terms[^1].Categories.Any(entry => entry.Category == category);
}
