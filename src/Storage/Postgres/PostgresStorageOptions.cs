using System.ComponentModel.DataAnnotations;

namespace ContextExchange.Storage;

/// <summary>How the PostgreSQL store works.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>
    /// Npgsql's connection string, at least host, database and user. Several hosts, separated by commas, are tried for
    /// the one that writes. To every host that is not this machine TLS is spoken and the certificate verified in full.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";

    /// <summary>A file with the password, read when the store opens. Null: as the connection string says.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether the store may bring the schema to this build's. Default true.</summary>
    public bool Migrate { get; set; } = true;

    /// <summary>How far the clocks of this machine and of the database may lie apart at the start.</summary>
    public TimeSpan MaxClockDifference { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Writes that may wait at once. One more is refused with <see cref="StoreUnavailableException"/>; audit records
    /// wait instead.
    /// </summary>
    [Range(16, 1_000_000)]
    public int MaxWaiting { get; set; } = 65_536;

    /// <summary>Most writes that one statement takes; bounds how long a batch keeps the others waiting.</summary>
    [Range(1, 100_000)]
    public int MaxBatch { get; set; } = 4_096;

    /// <summary>Connections that read; the writer has one more of its own.</summary>
    [Range(1, 1_000)]
    public int ReadConnections { get; set; } = 8;

    /// <summary>Seconds that a read waits for a free connection before it is refused.</summary>
    [Range(0.01, 60)]
    public double ReadWait { get; set; } = 2;

    /// <summary>Seconds after which an attempt to connect is given up.</summary>
    [Range(1, 60)]
    public int ConnectTimeout { get; set; } = 5;

    /// <summary>Seconds after which a statement is given up; its outcome is then unknown.</summary>
    [Range(1, 300)]
    public int CommandTimeout { get; set; } = 15;

    /// <summary>
    /// How long an idle writer waits before it asks whether its database is still there: an outage that nobody writes
    /// into is known by then, too. Tests shorten it.
    /// </summary>
    internal TimeSpan ProbeIdle { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Segments and epochs that one call of retention deletes at most.</summary>
    [Range(1, 100_000)]
    public int RetentionChunk { get; set; } = 1_000;
}
