namespace ContextExchange.Cryptography;

/// <summary>
/// What one guess at a passphrase costs: Argon2id with one lane. It is stored beside each blob, so it may be raised
/// later without touching old blobs.
/// </summary>
public readonly record struct VaultPassphraseCost
{
    internal const int MinMemoryMiB = 64;
    internal const int MaxMemoryMiB = 1024;
    internal const int MinPasses = 2;
    internal const int MaxPasses = 16;

    /// <summary>States a cost.</summary>
    /// <param name="memoryMiB">64 to 1,024 MiB.</param>
    /// <param name="passes">2 to 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A value is below what protects a passphrase or above what a reader is willing to spend.
    /// </exception>
    public VaultPassphraseCost(int memoryMiB, int passes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryMiB, MinMemoryMiB);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(memoryMiB, MaxMemoryMiB);
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, MinPasses);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(passes, MaxPasses);
        MemoryMiB = memoryMiB;
        Passes = passes;
    }

    /// <summary>64 MiB and 3 passes: the second recommendation of RFC 9106, a tenth to a third of a second.</summary>
    public static VaultPassphraseCost Default { get; } = new(MinMemoryMiB, 3);

    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; }

    /// <summary>Passes over the memory.</summary>
    public int Passes { get; }

    internal static bool IsAllowed(int memoryMiB, int passes) =>
        memoryMiB is >= MinMemoryMiB and <= MaxMemoryMiB && passes is >= MinPasses and <= MaxPasses;
}
