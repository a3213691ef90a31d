namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>A sealed message until it is settled. Whatever happens, these bytes are sent again.</summary>
/// <param name="Number">The device's number on the connection.</param>
/// <param name="Epoch">The counter of the epoch that it is sealed under.</param>
/// <param name="Draft">What it says; survives being sealed again.</param>
/// <param name="Request">The bytes.</param>
/// <param name="Id">Of the envelope.</param>
/// <param name="Digest">Of the envelope.</param>
/// <param name="Ends">When its time to live is over.</param>
internal sealed record OutgoingMessage(
    long Number, uint Epoch, Draft Draft, SendRequest Request, EnvelopeId Id, Guid Digest, DateTimeOffset Ends)
{
    /// <summary>Not sent again before this time.</summary>
    public DateTimeOffset NotBefore { get; set; }
}

/// <summary>What a message is to be.</summary>
/// <param name="Category">Its label.</param>
/// <param name="TimeToLive">Seconds.</param>
/// <param name="Asks">The agent itself asks for its owner's decision.</param>
internal sealed record Draft(string Category, uint TimeToLive, bool Asks);
