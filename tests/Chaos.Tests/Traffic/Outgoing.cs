namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Something that waits for its definite answer: an epoch's record or a message.</summary>
internal sealed class Outgoing
{
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    public required bool IsEpoch { get; init; }

    /// <summary>Default for an epoch.</summary>
    public MessageNumber Number { get; init; }

    public Guid Digest { get; init; }

    public EnvelopeId Id { get; init; }

    public DateTimeOffset Ends { get; init; }

    /// <summary>The newest attempt.</summary>
    public int Attempt { get; set; }

    /// <summary>
    /// When it was first given to the network, by <see cref="Acceptances.Now"/>; 0 when it was not yet.
    /// </summary>
    public double FirstSent { get; set; }

    public bool IsSettled { get; set; }
}
