using System.ComponentModel.DataAnnotations;

namespace ContextExchange.Grains;

/// <summary>Settings of the grains. The defaults are meant for production.</summary>
public sealed class GrainsOptions
{
    /// <summary>
    /// How often the direction of one connection may turn within a minute before answers must wait: two agents that
    /// answer each other endlessly stop here even when they begin a new conversation each time. Default 200.
    /// </summary>
    [Range(1, 1_000_000_000)]
    public int MaxTurnsPerMinute { get; set; } = 200;

    /// <summary>How often the due table is looked at. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often owners who were asked about messages are looked for. Default 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan AskedInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often what was added to the audit log is checked. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan AuditInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often messages beyond their retention are looked for. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(10);
}
