using System.ComponentModel.DataAnnotations;

namespace ContextExchange.Storage;

/// <summary>How the SQLite store works.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The data folder; created where it is missing.</summary>
    [Required]
    public string Folder { get; set; } = "data";

    /// <summary>
    /// Writes that may wait at once. One more is refused with <see cref="StoreUnavailableException"/>; audit records
    /// wait
    /// instead.
    /// </summary>
    [Range(16, 1_000_000)]
    public int MaxWaiting { get; set; } = 65_536;

    /// <summary>Most writes that one commit takes; bounds how long a batch keeps the others waiting.</summary>
    [Range(1, 100_000)]
    public int MaxBatch { get; set; } = 4_096;

    /// <summary>Mailbox heads, and as many sender marks, kept in memory.</summary>
    [Range(64, 10_000_000)]
    public int CachedHeads { get; set; } = 50_000;

    /// <summary>
    /// Segments of the log that are gathered in memory before they are written. More take fewer pages a commit, and
    /// longer to gather again at the start.
    /// </summary>
    [Range(0, 1_000_000)]
    public int FreshSegments { get; set; } = 2_048;

    /// <summary>Pages of the write-ahead log at which it is copied into the database.</summary>
    [Range(100, 1_000_000)]
    public int CheckpointPages { get; set; } = 4_000;

    /// <summary>The database's page cache, KiB per connection.</summary>
    [Range(256, 4_194_304)]
    public int CacheKib { get; set; } = 16_384;

    /// <summary>Log rows that one call of retention looks at per class.</summary>
    [Range(1, 100_000)]
    public int RetentionChunk { get; set; } = 1_000;
}
