using System.Runtime.InteropServices;

namespace ContextExchange.Cryptography.Native;

// Each function twice: with a key that lives in secret memory, and with one that lives on the caller's stack.
internal static partial class Sodium
{
    [LibraryImport(Library, EntryPoint = "crypto_aead_chacha20poly1305_ietf_encrypt")]
    public static partial int ChaCha20Poly1305Encrypt(
        Span<byte> ciphertext, nint ciphertextLength, ReadOnlySpan<byte> plaintext, ulong plaintextLength,
        ReadOnlySpan<byte> associatedData, ulong associatedDataLength, nint unused, ReadOnlySpan<byte> nonce,
        SecretHandle key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_chacha20poly1305_ietf_encrypt")]
    public static partial int ChaCha20Poly1305Encrypt(
        Span<byte> ciphertext, nint ciphertextLength, ReadOnlySpan<byte> plaintext, ulong plaintextLength,
        ReadOnlySpan<byte> associatedData, ulong associatedDataLength, nint unused, ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_chacha20poly1305_ietf_decrypt")]
    public static partial int ChaCha20Poly1305Decrypt(
        Span<byte> plaintext, nint plaintextLength, nint unused, ReadOnlySpan<byte> ciphertext,
        ulong ciphertextLength, ReadOnlySpan<byte> associatedData, ulong associatedDataLength,
        ReadOnlySpan<byte> nonce, SecretHandle key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_chacha20poly1305_ietf_decrypt")]
    public static partial int ChaCha20Poly1305Decrypt(
        Span<byte> plaintext, nint plaintextLength, nint unused, ReadOnlySpan<byte> ciphertext,
        ulong ciphertextLength, ReadOnlySpan<byte> associatedData, ulong associatedDataLength,
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_xchacha20poly1305_ietf_encrypt")]
    public static partial int XChaCha20Poly1305Encrypt(
        Span<byte> ciphertext, nint ciphertextLength, ReadOnlySpan<byte> plaintext, ulong plaintextLength,
        ReadOnlySpan<byte> associatedData, ulong associatedDataLength, nint unused, ReadOnlySpan<byte> nonce,
        SecretHandle key);

    [LibraryImport(Library, EntryPoint = "crypto_aead_xchacha20poly1305_ietf_decrypt")]
    public static partial int XChaCha20Poly1305Decrypt(
        Span<byte> plaintext, nint plaintextLength, nint unused, ReadOnlySpan<byte> ciphertext,
        ulong ciphertextLength, ReadOnlySpan<byte> associatedData, ulong associatedDataLength,
        ReadOnlySpan<byte> nonce, SecretHandle key);
}
