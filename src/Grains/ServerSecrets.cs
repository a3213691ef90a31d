namespace ContextExchange.Grains;

/// <summary>
/// The keys that one installation has, the same on every silo. Loaded from files by the host; never logged, never
/// stored with the data that they protect.
/// </summary>
public sealed record ServerSecrets
{
    /// <summary>Length of each key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>HMAC key over credential secrets and blind indexes (32 bytes).</summary>
    public required ReadOnlyMemory<byte> Pepper { get; init; }

    /// <summary>HMAC key of lineage tags (32 bytes).</summary>
    public required ReadOnlyMemory<byte> LineageKey { get; init; }

    /// <summary>AES-256 key of encrypted columns (32 bytes).</summary>
    public required ReadOnlyMemory<byte> ColumnKey { get; init; }

    /// <summary>Names <see cref="Pepper"/>, so that another can follow it.</summary>
    public byte PepperId { get; init; } = 1;

    /// <summary>Shows no key.</summary>
    public override string ToString() => $"{nameof(ServerSecrets)} {{ PepperId = {PepperId} }}";
}
