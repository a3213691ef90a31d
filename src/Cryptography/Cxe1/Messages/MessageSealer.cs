using System.Security.Cryptography;
using Layout = ContextExchange.Cryptography.Cxe1.EnvelopeLayout;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>From a chain key, a header and a body to the bytes of an envelope. It keeps nothing.</summary>
internal static class MessageSealer
{
    /// <summary>Seals, signs and returns the whole envelope.</summary>
    /// <param name="chainKey">CK_n of the header's epoch and index.</param>
    /// <param name="random">32 fresh random bytes.</param>
    /// <param name="header">Its bucket is the body's.</param>
    /// <param name="body">The content's bytes.</param>
    /// <param name="dsk">The sender device's signing key.</param>
    public static byte[] Seal(
        ReadOnlySpan<byte> chainKey,
        ReadOnlySpan<byte> random,
        in EnvelopeHeader header,
        ReadOnlySpan<byte> body,
        Key dsk)
    {
        var envelope = new byte[Layout.Ciphertext + Bucket.CiphertextSize(header.Bucket)];
        header.Write(envelope.AsSpan(0, Layout.HeaderSize));
        var h0 = envelope.AsSpan(0, Layout.H0Size);
        var ciphertext = envelope.AsSpan(Layout.Ciphertext);

        // The plaintext stands where its ciphertext will be, so no second copy has to be wiped.
        var padded = ciphertext[..^Layout.TagSize];
        Padding.Write(body, padded);
        MessageKeys.Guard(chainKey, random, padded, h0, h0.Slice(Layout.Guard, Layout.GuardSize));
        Encrypt(chainKey, h0, padded, ciphertext);

        SHA256.HashData(ciphertext, envelope.AsSpan(Layout.CiphertextHash, Bytes32.Size));
        var envelopeHash = Bytes32.Sha256(envelope.AsSpan(0, Layout.HeaderSize));
        Signatures.Sign(
            dsk, SignaturePurpose.Message, envelopeHash, envelope.AsSpan(Layout.Signature, Cxe1Limits.SignatureSize));
        return envelope;
    }

    private static void Encrypt(
        ReadOnlySpan<byte> chainKey, ReadOnlySpan<byte> h0, ReadOnlySpan<byte> padded, Span<byte> ciphertext)
    {
        Span<byte> messageKey = stackalloc byte[MessageKeys.KeySize];
        Span<byte> keyAndNonce = stackalloc byte[MessageKeys.KeySize + MessageKeys.NonceSize];
        try
        {
            MessageKeys.MessageKey(chainKey, messageKey);
            MessageKeys.KeyAndNonce(messageKey, h0, keyAndNonce);
            EphemeralAead.Encrypt(
                keyAndNonce[..MessageKeys.KeySize], keyAndNonce[MessageKeys.KeySize..], h0, padded, ciphertext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(messageKey);
            CryptographicOperations.ZeroMemory(keyAndNonce);
        }
    }
}
