namespace ContextExchange.Actors;

/// <summary>What a link and the placement need of a call from another silo, whatever its method.</summary>
internal interface IInboundCall
{
    ulong Id { get; }

    /// <summary>Tells the caller's silo that the call did not start because its grain is elsewhere.</summary>
    void RefuseAsNotOwner();

    /// <summary>Nobody waits any more: a waiting call does not start, a running one is told by its token.</summary>
    void Forget();
}
