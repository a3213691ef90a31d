using System.Buffers.Binary;

namespace ContextExchange.Cryptography;

/// <summary>The fixed beginning of a vault's blob; the table of offsets stands in <see cref="SecretVault"/>.</summary>
internal static class VaultHeader
{
    public const int Size = 50;
    public const int SaltSize = 16;
    public const int NonceSize = 24;

    private const byte Version = 1;
    private const int VersionOffset = 4;
    private const int KindOffset = 5;
    private const int MemoryOffset = 6;
    private const int PassesOffset = 8;
    private const int SaltOffset = 10;
    private const int NonceOffset = 26;

    private static ReadOnlySpan<byte> Magic => "CXVT"u8;

    public static void Write(
        Span<byte> header, VaultKind kind, int memoryMiB, int passes, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> nonce)
    {
        header.Clear();
        Magic.CopyTo(header);
        header[VersionOffset] = Version;
        header[KindOffset] = (byte)kind;
        BinaryPrimitives.WriteUInt16BigEndian(header[MemoryOffset..], (ushort)memoryMiB);
        BinaryPrimitives.WriteUInt16BigEndian(header[PassesOffset..], (ushort)passes);
        salt.CopyTo(header[SaltOffset..]);
        nonce.CopyTo(header[NonceOffset..]);
    }

    /// <summary>
    /// Everything that can be refused before a key is derived; costs are bounded here, not afterwards.
    /// </summary>
    public static VaultRefusal Check(ReadOnlySpan<byte> blob, VaultKind kind, int minSize)
    {
        if (blob.Length < minSize || !blob.StartsWith(Magic))
            return VaultRefusal.NotAVault;
        if (blob[VersionOffset] != Version)
            return VaultRefusal.UnknownVersion;
        if (blob[KindOffset] != (byte)kind)
            return VaultRefusal.WrongKind;
        if (kind == VaultKind.Passphrase && !VaultPassphraseCost.IsAllowed(MemoryMiB(blob), Passes(blob)))
            return VaultRefusal.CostOutOfRange;
        return VaultRefusal.None;
    }

    public static int MemoryMiB(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt16BigEndian(header[MemoryOffset..]);

    public static int Passes(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt16BigEndian(header[PassesOffset..]);

    public static ReadOnlySpan<byte> Salt(ReadOnlySpan<byte> header) => header.Slice(SaltOffset, SaltSize);

    public static ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> header) => header.Slice(NonceOffset, NonceSize);
}
