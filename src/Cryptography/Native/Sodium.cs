using System.Runtime.InteropServices;

namespace ContextExchange.Cryptography.Native;

/// <summary>
/// The functions of libsodium that we call, and no others. Lengths are always explicit; callers check every return
/// code. The first call loads and starts the library, see <see cref="SodiumLibrary"/>.
/// </summary>
internal static partial class Sodium
{
    private const string Library = "libsodium";

    public const int Argon2idVersion13 = 2;

    // Two SHA-256 states of 104 bytes each; a test compares this with crypto_auth_hmacsha256_statebytes.
    public const int HmacSha256StateSize = 208;

    // A static constructor, not a field initialiser: it must run before the first call, not at some time before it.
    static Sodium() => SodiumLibrary.Register(typeof(Sodium).Assembly, Library);

    [LibraryImport(Library, EntryPoint = "sodium_version_string")]
    public static partial nint VersionString();

    [LibraryImport(Library, EntryPoint = "sodium_malloc")]
    public static partial nint Malloc(nuint size);

    [LibraryImport(Library, EntryPoint = "sodium_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "sodium_memzero")]
    public static partial void MemZero(nint memory, nuint length);

    [LibraryImport(Library, EntryPoint = "randombytes_buf")]
    public static partial void RandomBytes(Span<byte> buffer, nuint size);

    [LibraryImport(Library, EntryPoint = "crypto_sign_ed25519_seed_keypair")]
    public static partial int SignSeedKeyPair(Span<byte> publicKey, SecretHandle secretKey, ReadOnlySpan<byte> seed);

    [LibraryImport(Library, EntryPoint = "crypto_sign_ed25519_detached")]
    public static partial int SignDetached(
        Span<byte> signature, nint signatureLength, ReadOnlySpan<byte> message, ulong messageLength,
        SecretHandle secretKey);

    [LibraryImport(Library, EntryPoint = "crypto_sign_ed25519_verify_detached")]
    public static partial int SignVerifyDetached(
        ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> publicKey);

    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_curve25519")]
    public static partial int ScalarMult(SecretHandle result, SecretHandle scalar, ReadOnlySpan<byte> point);

    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_curve25519_base")]
    public static partial int ScalarMultBase(Span<byte> result, SecretHandle scalar);

    [LibraryImport(Library, EntryPoint = "crypto_auth_hmacsha256_statebytes")]
    public static partial nuint HmacSha256StateBytes();

    [LibraryImport(Library, EntryPoint = "crypto_auth_hmacsha256_init")]
    public static partial int HmacSha256Init(Span<byte> state, SecretHandle key, nuint keyLength);

    [LibraryImport(Library, EntryPoint = "crypto_auth_hmacsha256_init")]
    public static partial int HmacSha256Init(Span<byte> state, ReadOnlySpan<byte> key, nuint keyLength);

    [LibraryImport(Library, EntryPoint = "crypto_auth_hmacsha256_update")]
    public static partial int HmacSha256Update(Span<byte> state, ReadOnlySpan<byte> data, ulong dataLength);

    [LibraryImport(Library, EntryPoint = "crypto_auth_hmacsha256_final")]
    public static partial int HmacSha256Final(Span<byte> state, Span<byte> mac);

    [LibraryImport(Library, EntryPoint = "crypto_generichash")]
    public static partial int GenericHash(
        Span<byte> hash, nuint hashLength, ReadOnlySpan<byte> data, ulong dataLength, nint key, nuint keyLength);

    [LibraryImport(Library, EntryPoint = "crypto_pwhash_argon2id")]
    public static partial int Argon2id(
        Span<byte> output, ulong outputLength, ReadOnlySpan<byte> password, ulong passwordLength,
        ReadOnlySpan<byte> salt, ulong passes, nuint memoryBytes, int version);
}
