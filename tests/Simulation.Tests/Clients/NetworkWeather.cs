namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>How the network between clients and silos is at the moment. Shares are between 0 and 1.</summary>
internal sealed record NetworkWeather
{
    /// <summary>The share of messages that never arrive.</summary>
    public double Lost { get; init; }

    /// <summary>The share of messages that arrive twice.</summary>
    public double Duplicated { get; init; }

    /// <summary>The share of messages that are late by up to <see cref="LongestDelay"/>.</summary>
    public double Delayed { get; init; }

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(4);
}
