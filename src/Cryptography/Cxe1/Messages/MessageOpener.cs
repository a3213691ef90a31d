using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>From an envelope and its message key to the body. It keeps nothing and judges no sender.</summary>
internal static class MessageOpener
{
    /// <summary>Opens the ciphertext and removes the padding.</summary>
    /// <param name="envelope">A canonical envelope.</param>
    /// <param name="messageKey">MK_n of its epoch and index.</param>
    /// <param name="body">The content's bytes; null on refusal.</param>
    /// <param name="error"><see cref="Cxe1Error.CannotOpen"/> or <see cref="Cxe1Error.PaddingNotCanonical"/>.</param>
    public static bool TryOpen(
        EnvelopeView envelope,
        ReadOnlySpan<byte> messageKey,
        [NotNullWhen(true)] out byte[]? body,
        out Cxe1Error error)
    {
        body = null;
        Span<byte> keyAndNonce = stackalloc byte[MessageKeys.KeySize + MessageKeys.NonceSize];
        var padded = new byte[envelope.Ciphertext.Length - EnvelopeLayout.TagSize];
        try
        {
            MessageKeys.KeyAndNonce(messageKey, envelope.H0, keyAndNonce);
            error = Cxe1Error.CannotOpen;
            if (!EphemeralAead.Decrypt(
                keyAndNonce[..MessageKeys.KeySize],
                keyAndNonce[MessageKeys.KeySize..],
                envelope.H0,
                envelope.Ciphertext,
                padded))
                return false;
            error = Cxe1Error.PaddingNotCanonical;
            if (!Padding.TryRead(padded, envelope.Bucket, out var found)) return false;
            body = found.ToArray();
            error = Cxe1Error.None;
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(keyAndNonce);
            CryptographicOperations.ZeroMemory(padded);
        }
    }
}
