using System.Security.Cryptography;
using ContextExchange.Cryptography;

namespace ContextExchange.Client;

/// <summary>Private keys that an owner's vault takes along: they must be exportable.</summary>
internal static class ExportableKeys
{
    public const int SeedSize = 32;

    public static Key New(Algorithm algorithm)
    {
        var seed = RandomNumberGenerator.GetBytes(SeedSize);
        return Import(algorithm, seed);
    }

    /// <summary>Imports a seed and wipes it.</summary>
    public static Key Import(Algorithm algorithm, byte[] seed)
    {
        try
        {
            var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
            return Key.Import(algorithm, seed, KeyBlobFormat.RawPrivateKey, in exportable);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The private half; the caller wipes it.</summary>
    public static byte[] Seed(Key key) => key.Export(KeyBlobFormat.RawPrivateKey);

    public static Key Copy(Algorithm algorithm, Key key) => Import(algorithm, Seed(key));
}
