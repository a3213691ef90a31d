namespace ContextExchange.Simulation.Tests.Store;

/// <summary>How well a silo's way to the store works at the moment. Shares are between 0 and 1.</summary>
internal sealed record StoreWeather
{
    /// <summary>The share of batches of which nothing is applied.</summary>
    public double FailsBefore { get; init; }

    /// <summary>The share of batches that are applied, and reported as failed.</summary>
    public double FailsAfter { get; init; }

    /// <summary>The share of batches whose answer never comes: after <see cref="StoreLink.Patience"/> the silo gives
    /// up, whether they were applied or not.</summary>
    public double NeverAnswers { get; init; }

    /// <summary>The share of reads that fail.</summary>
    public double ReadsFail { get; init; }

    /// <summary>The longest time that a step of a write or read takes; each is drawn evenly from zero.</summary>
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Nothing reaches the store, and no answer comes back.</summary>
    public bool IsCut { get; init; }
}
