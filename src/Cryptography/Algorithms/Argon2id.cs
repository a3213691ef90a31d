using ContextExchange.Cryptography.Native;

namespace ContextExchange.Cryptography;

/// <summary>Argon2id version 1.3 (RFC 9106), one lane: 16-byte salts, at least 16 bytes of output.</summary>
public sealed class Argon2id : PasswordBasedKeyDerivationAlgorithm
{
    private readonly Argon2Parameters _parameters;

    internal Argon2id(in Argon2Parameters parameters)
        : base(saltSize: 16, minCount: 16, maxCount: int.MaxValue)
    {
        if (parameters.DegreeOfParallelism != 1)
            throw new ArgumentException("Only one lane is supported.", nameof(parameters));
        if (parameters.MemorySize is < 8 or > uint.MaxValue)
            throw new ArgumentException("The memory size is 8 to 2^32-1 KiB.", nameof(parameters));
        if (parameters.NumberOfPasses is < 1 or > uint.MaxValue)
            throw new ArgumentException("The number of passes is 1 to 2^32-1.", nameof(parameters));
        _parameters = parameters;
    }

    private protected override void DeriveBytesCore(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> bytes)
    {
        var code = Sodium.Argon2id(
            bytes, (ulong)bytes.Length, password, (ulong)password.Length, salt, (ulong)_parameters.NumberOfPasses,
            checked((nuint)_parameters.MemorySize * 1024), Sodium.Argon2idVersion13);
        // Every other reason to fail was ruled out above.
        if (code != 0)
            throw new InsufficientMemoryException($"Argon2id could not get {_parameters.MemorySize} KiB.");
    }
}
