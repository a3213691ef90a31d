namespace ContextExchange.Actors;

/// <summary>A call's place on a link. An object of its own, so that calls within the silo stay small.</summary>
internal sealed class LinkTicket(OutboundLink link, ulong id)
{
    internal OutboundLink Link { get; } = link;

    /// <summary>The call's number on the link.</summary>
    internal ulong Id { get; } = id;
}
