using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What an owner must not lose: identity key, viewer keys and the agents' identity keys, in one blob under a
/// passphrase. Owns its keys and disposes them. The passphrase is the only thing that protects a link.
/// </summary>
public sealed class OwnerVault : IDisposable
{
    /// <summary>Viewers of one vault.</summary>
    public const int MaxViewers = 64;

    /// <summary>Agents of one vault.</summary>
    public const int MaxAgents = 64;

    private const string LinkPath = "/owner#";

    /// <summary>The owner.</summary>
    public required Guid Owner { get; init; }

    /// <summary>The owner's identity key (OIK), exportable.</summary>
    public required Key Oik { get; init; }

    /// <summary>The server's origin, 1 to 255 characters of ASCII, for example <c>https://cex.example</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>0 to 64, the newest last.</summary>
    public required IReadOnlyList<VaultViewer> Viewers { get; init; }

    /// <summary>0 to 64, none twice; they are kept ordered by agent.</summary>
    public required IReadOnlyList<VaultAgent> Agents { get; init; }

    private static ReadOnlySpan<byte> AssociatedData => "CXE1 owner vault"u8;

    /// <summary>Wraps the vault under a passphrase.</summary>
    /// <param name="passphrase">UTF-8, not empty; the caller wipes it.</param>
    /// <param name="cost">What one guess shall cost.</param>
    /// <exception cref="ArgumentException">The passphrase is empty, or a value of the vault is out of
    /// range.</exception>
    public byte[] Seal(ReadOnlySpan<byte> passphrase, VaultPassphraseCost cost)
    {
        var content = OwnerVaultCodec.Write(this);
        try
        {
            return SecretVault.SealWithPassphrase(passphrase, cost, AssociatedData, content);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Opens a blob.</summary>
    /// <param name="passphrase">UTF-8, not empty; the caller wipes it.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="vault">The vault, which the caller disposes; null on refusal.</param>
    /// <param name="refusal">Why the blob did not open; None if only its content is not canonical.</param>
    /// <param name="error">Why the content is not canonical; None if the blob did not open.</param>
    public static bool TryOpen(
        ReadOnlySpan<byte> passphrase,
        ReadOnlySpan<byte> blob,
        [NotNullWhen(true)] out OwnerVault? vault,
        out VaultRefusal refusal,
        out Cxe1Error error)
    {
        vault = null;
        error = Cxe1Error.None;
        (var secret, refusal) = SecretVault.OpenWithPassphrase(passphrase, AssociatedData, blob);
        using (secret)
        {
            if (secret is null) return false;
            using var lease = secret.Open();
            return OwnerVaultCodec.TryRead(lease.Bytes, out vault, out error);
        }
    }

    /// <summary>The vault as a link: <c>PUBLIC_URL/owner#BASE64URL(blob)</c>. No server sees the fragment.</summary>
    /// <param name="publicUrl">The server's address, with or without a slash at its end.</param>
    /// <param name="blob">The sealed vault.</param>
    public static string ToLink(string publicUrl, ReadOnlySpan<byte> blob) =>
        publicUrl.TrimEnd('/') + LinkPath + Base64Url.EncodeToString(blob);

    /// <summary>Takes the blob out of a link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="blob">The sealed vault; null if the text is no such link.</param>
    public static bool TryReadLink(string link, [NotNullWhen(true)] out byte[]? blob)
    {
        blob = null;
        var start = link.IndexOf(LinkPath, StringComparison.Ordinal);
        if (start <= 0) return false;
        var text = link.AsSpan(start + LinkPath.Length);
        if (text.IsEmpty || text.ContainsAny(" \t\r\n=") || !Base64Url.IsValid(text)) return false;
        var decoded = Base64Url.DecodeFromChars(text);
        // Another spelling of the same bytes, by bits that the last character does not need, is none of ours.
        if (!text.SequenceEqual(Base64Url.EncodeToString(decoded))) return false;
        blob = decoded;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Oik.Dispose();
        foreach (var viewer in Viewers) viewer.Ovk.Dispose();
        foreach (var agent in Agents) agent.Aik.Dispose();
    }

    internal static bool IsAscii(string text) => Ascii.IsValid(text);
}
