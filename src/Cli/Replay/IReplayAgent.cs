namespace ContextExchange.Cli;

/// <summary>
/// One side of a replay: an owner with one agent, on the .NET SDK in this process or on the TypeScript SDK in another.
/// </summary>
internal interface IReplayAgent : IAsyncDisposable
{
    /// <summary>The agent.</summary>
    AgentId Agent { get; }

    /// <summary>Accepts an invite link under these terms.</summary>
    Task AcceptAsync(InviteLink link, TermsInfo terms, CancellationToken ct);

    /// <summary>Connects, and stays connected.</summary>
    Task ConnectAsync(CancellationToken ct);

    /// <summary>Posts a text; completes when it is on the sender's disk, the inner task with the server's
    /// word.</summary>
    /// <param name="peer">To whom.</param>
    /// <param name="turn">What to say.</param>
    /// <param name="logicalId">The turn's place in the file.</param>
    /// <param name="thread">The dialogue.</param>
    /// <param name="parent">The arrival at this side that it answers; null for none.</param>
    /// <param name="ct">Gives up.</param>
    Task<Task<SendStatus>> PostAsync(
        AgentId peer, DialogueTurn turn, Guid logicalId, Guid thread, ReplayArrival? parent, CancellationToken ct);

    /// <summary>Everything that comes out of the mailbox.</summary>
    IAsyncEnumerable<ReplayArrival> ReceiveAsync(CancellationToken ct);

    /// <summary>Acknowledges an arrival.</summary>
    Task AckAsync(ReplayArrival arrival);

    /// <summary>The owner approves whatever waits.</summary>
    Task ApproveAsync(CancellationToken ct);
}
