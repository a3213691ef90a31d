namespace ContextExchange.Cryptography.Bench;

/// <summary>What one call of each primitive costs.</summary>
internal static class PrimitiveBench
{
    public static void Run()
    {
        var text = new byte[1024];
        var ciphertext = new byte[text.Length + EphemeralAead.TagSize];
        var raw = new byte[32];
        var output = new byte[44];
        using var signing = Key.Create(SignatureAlgorithm.Ed25519);
        using var agreement = Key.Create(KeyAgreementAlgorithm.X25519);
        using var aead = Key.Create(AeadAlgorithm.ChaCha20Poly1305);
        using var mac = Key.Create(MacAlgorithm.HmacSha256);
        var signature = SignatureAlgorithm.Ed25519.Sign(signing, text);

        Measure.Print("Ed25519 sign, 1 KiB", () => SignatureAlgorithm.Ed25519.Sign(signing, text, signature));
        Measure.Print(
            "Ed25519 verify, 1 KiB", () => SignatureAlgorithm.Ed25519.Verify(signing.PublicKey, text, signature));
        Measure.Print(
            "X25519 agree", () => KeyAgreementAlgorithm.X25519.Agree(agreement, agreement.PublicKey)!.Dispose());
        Measure.Print("key: create and dispose, ChaCha20-Poly1305", () => Key.Create(aead.Algorithm).Dispose());
        Measure.Print(
            "ChaCha20-Poly1305 encrypt, Key, 1 KiB",
            () => AeadAlgorithm.ChaCha20Poly1305.Encrypt(aead, output.AsSpan(0, 12), default, text, ciphertext));
        Measure.Print(
            "ChaCha20-Poly1305 encrypt, span key, 1 KiB",
            () => EphemeralAead.Encrypt(raw, output.AsSpan(0, 12), default, text, ciphertext));
        Measure.Print("HMAC-SHA-256, Key, 32 B", () => MacAlgorithm.HmacSha256.Mac(mac, raw, output.AsSpan(0, 32)));
        Measure.Print(
            "HMAC-SHA-256, span key, 32 B", () => EphemeralMac.HmacSha256(raw, raw, output.AsSpan(0, 32)));
        Measure.Print(
            "HKDF-SHA-256 expand to 44 B",
            () => KeyDerivationAlgorithm.HkdfSha256.Expand(raw, text.AsSpan(0, 40), output));
        Measure.Print("SHA-256, 1 KiB", () => HashAlgorithm.Sha256.Hash(text, output.AsSpan(0, 32)));
        Measure.Print(
            "Argon2id, vault default (64 MiB, 3 passes)",
            () => SecretVault.SealWithPassphrase("passphrase"u8, VaultPassphraseCost.Default, default, raw),
            calls: 10);
    }
}
