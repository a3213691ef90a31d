namespace ContextExchange.Cryptography;

/// <summary>
/// The cost of Argon2id (RFC 9106). Start from values measured on the machine; a default of zeros is refused.
/// </summary>
public struct Argon2Parameters
{
    /// <summary>Lanes; only 1 is supported by libsodium.</summary>
    public int DegreeOfParallelism { get; set; }

    /// <summary>Memory in KiB, 8 to 2^32-1.</summary>
    public long MemorySize { get; set; }

    /// <summary>Passes over the memory, 1 to 2^32-1.</summary>
    public long NumberOfPasses { get; set; }
}
