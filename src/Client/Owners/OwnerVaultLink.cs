using System.Buffers.Text;

namespace ContextExchange.Client;

/// <summary>
/// An owner's vault as a link: <c>PUBLIC_URL/owner#BASE64URL</c>. No server sees a fragment, and without the passphrase
/// it opens nothing; still it is meant for the owner alone.
/// </summary>
public static class OwnerVaultLink
{
    private const string Path = "/owner";

    /// <summary>The link of a wrapped vault.</summary>
    /// <param name="server">The owner's server.</param>
    /// <param name="vault">As <see cref="OwnerDesk.Export"/> gave it.</param>
    public static string Of(Uri server, ReadOnlySpan<byte> vault) =>
        $"{ServerOrigin.Of(server)}{Path}#{Base64Url.EncodeToString(vault)}";

    /// <summary>The wrapped vault in a link; null where the text is no such link.</summary>
    public static byte[]? Find(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
            || uri.AbsolutePath != Path || uri.Fragment.Length < 2)
        {
            return null;
        }

        try
        {
            return Base64Url.DecodeFromChars(uri.Fragment.AsSpan(1));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
