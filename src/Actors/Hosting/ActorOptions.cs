using System.ComponentModel.DataAnnotations;

namespace ContextExchange.Actors;

/// <summary>Settings of one silo. The defaults are meant for production.</summary>
public sealed class ActorOptions
{
    /// <summary>How long a caller waits before a <see cref="TimeoutException"/>. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>An activation that nobody calls for this long is ended. Default 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "365.00:00:00")]
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How often idle activations are looked for; collection is at most this much late. Default 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Most calls that one grain holds, waiting and running; beyond it callers get a
    /// <see cref="LimitExceededException"/>. Default 10,000.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaxEnqueuedRequestsHardLimit { get; set; } = 10_000;

    /// <summary>When the token of OnDeactivateAsync is cancelled. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping silo waits for its grains. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
