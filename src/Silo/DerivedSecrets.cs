using System.Security.Cryptography;
using System.Text;
using ContextExchange.Grains;

namespace ContextExchange.Silo;

/// <summary>
/// What follows from all of the server's secrets together, so that a server with another one of them is a stranger.
/// </summary>
internal static class DerivedSecrets
{
    extension(ServerSecrets secrets)
    {
        /// <summary>What the silos of a cluster prove to each other.</summary>
        public byte[] DeriveSiloLink() => Derive(secrets, "silo link");

        /// <summary>What a database remembers of its servers' secrets; nothing follows from it.</summary>
        public byte[] DeriveFingerprint() => Derive(secrets, "fingerprint");
    }

    private static byte[] Derive(ServerSecrets secrets, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        [.. secrets.Pepper.Span, .. secrets.LineageKey.Span, .. secrets.ColumnKey.Span], ServerSecrets.KeyLength,
        info: Encoding.ASCII.GetBytes("contextexchange " + purpose));
}
