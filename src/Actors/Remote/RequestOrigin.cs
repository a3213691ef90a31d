namespace ContextExchange.Actors;

/// <summary>
/// Where a call came from: the link that it came over, its number there, and when its caller gives up.
/// </summary>
/// <param name="Link">The answer goes there.</param>
/// <param name="Id">The caller's number of the call.</param>
/// <param name="Deadline">A timestamp of this silo's clock; 0 for a call that nobody waits for.</param>
internal readonly record struct RequestOrigin(InboundLink Link, ulong Id, long Deadline)
{
    internal bool IsOneWay => Deadline == 0;
}
