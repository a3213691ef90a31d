namespace ContextExchange.Client;

/// <summary>The server's word that a message is on its disk.</summary>
/// <param name="Message">The envelope's id.</param>
/// <param name="Peer">To whom.</param>
/// <param name="Sequence">This device's number for it on this connection.</param>
/// <param name="Status">Accepted, held, or duplicate (settled before, its first receipt is no longer kept).</param>
/// <param name="At">When it was settled, by the server's clock.</param>
public sealed record SendReceipt(EnvelopeId Message, AgentId Peer, long Sequence, SendStatus Status, DateTimeOffset At)
{
    /// <summary>It waits for an owner's decision; a notice tells the outcome.</summary>
    public bool IsHeld => Status == SendStatus.Held;
}
