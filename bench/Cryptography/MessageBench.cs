using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Bench;

/// <summary>The symmetric work of one message as CXE1 shapes it, and the wrapping of an epoch secret.</summary>
internal static class MessageBench
{
    private const int HeaderSize = 370;

    public static void Run()
    {
        var header = new byte[HeaderSize];
        var text = new byte[1024];
        var ciphertext = new byte[text.Length + EphemeralAead.TagSize];
        using var chain = SecretBuffer.Random(32);
        using var recipient = Key.Create(KeyAgreementAlgorithm.X25519);
        var secret = new byte[32];
        var wrapped = Hpke.SealBase(recipient.PublicKey, header, default, secret);

        Measure.Print("message: keys, encrypt, decrypt, 1 KiB", () =>
        {
            Apply(chain, header, text, ciphertext, open: false);
            if (!Apply(chain, header, text, ciphertext, open: true))
                throw new CryptographicException("The message did not open.");
        });
        Measure.Print("HPKE seal, 32 B", () => Hpke.SealBase(recipient.PublicKey, header, default, secret));
        Measure.Print(
            "HPKE open, 32 B",
            () => Hpke.OpenBase(recipient, wrapped.Encapsulation, header, default, wrapped.Ciphertext));
    }

    private static bool Apply(SecretBuffer chain, byte[] header, byte[] text, byte[] ciphertext, bool open)
    {
        Span<byte> messageKey = stackalloc byte[32];
        Span<byte> material = stackalloc byte[EphemeralAead.KeySize + EphemeralAead.NonceSize];
        Span<byte> info = stackalloc byte[8 + 32];
        "CXE1 msg"u8.CopyTo(info);
        HashAlgorithm.Sha256.Hash(header, info[8..]);
        using (var lease = chain.Open())
            EphemeralMac.HmacSha256(lease.Bytes, [1], messageKey);
        KeyDerivationAlgorithm.HkdfSha256.Expand(messageKey, info, material);
        var key = material[..EphemeralAead.KeySize];
        var nonce = material[EphemeralAead.KeySize..];
        var done = true;
        if (open)
            done = EphemeralAead.Decrypt(key, nonce, header, ciphertext, text);
        else
            EphemeralAead.Encrypt(key, nonce, header, text, ciphertext);
        CryptographicOperations.ZeroMemory(messageKey);
        CryptographicOperations.ZeroMemory(material);
        return done;
    }
}
