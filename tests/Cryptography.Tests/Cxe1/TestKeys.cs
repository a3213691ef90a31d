using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Keys and ids that are the same in every run: each is derived from its name.</summary>
internal static class TestKeys
{
    /// <summary>A fixed instant: 2026-01-01T00:00:00Z in Unix milliseconds.</summary>
    public const long Start = 1_767_225_600_000;

    public static Key Ed25519(string name) => Import(SignatureAlgorithm.Ed25519, name);

    public static Key X25519(string name) => Import(KeyAgreementAlgorithm.X25519, name);

    public static Bytes32 Digest(string name) => Bytes32.Sha256(System.Text.Encoding.UTF8.GetBytes(name));

    public static Guid Id(string name) => new(Digest("id " + name).ToArray().AsSpan(0, 16), bigEndian: true);

    private static Key Import(Algorithm algorithm, string name)
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.Import(algorithm, Digest("key " + name).ToArray(), KeyBlobFormat.RawPrivateKey, in exportable);
    }
}
