using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cli;

/// <summary>An exported owner's vault, as a person names it: a file, or a link.</summary>
internal static class VaultSource
{
    /// <exception cref="ExchangeException"><c>usage</c>: neither.</exception>
    public static byte[] Read(string source)
    {
        if (OwnerVault.TryReadLink(source.Trim(), out var blob)) return blob;
        if (File.Exists(source)) return File.ReadAllBytes(source);
        throw new ExchangeException(
            "usage", "Name a file that  cex owner export --out  wrote, or a whole link SERVER/owner#... in quotes.");
    }
}
