using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// An invite link: <c>PUBLIC_URL/join#CODE.PIN</c>. The fragment is never sent to a server; its PIN is
/// SHA-256(AIK || OIK) of the inviter and a secret, 64 bytes.
/// </summary>
/// <param name="Server">The inviter's server.</param>
/// <param name="Code">The invite's code, <c>cex_inv_...</c>.</param>
/// <param name="IdentityHash">SHA-256(AIK || OIK) of the inviter.</param>
/// <param name="Secret">32 bytes that only the two sides know.</param>
public sealed record InviteLink(Uri Server, string Code, byte[] IdentityHash, byte[] Secret)
{
    private const string Path = "join";
    private const string CodePrefix = "cex_inv_";
    private const int IdLength = 12;

    /// <summary>The invite's public id: the 12 characters after the code's prefix.</summary>
    public string Id => Code.Substring(CodePrefix.Length, IdLength);

    /// <exception cref="ExchangeException"><c>usage</c>: not a whole invite link.</exception>
    public static InviteLink Parse(string text)
    {
        if (Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) && uri.AbsolutePath.TrimEnd('/').EndsWith(Path)
            && uri.Fragment.TrimStart('#').Split('.') is [var code, var pin]
            && code.StartsWith(CodePrefix, StringComparison.Ordinal) && code.Length > CodePrefix.Length + IdLength
            && TryDecode(pin) is { Length: 64 } bytes)
        {
            return new InviteLink(
                ServerOrigin.Parse(uri.GetLeftPart(UriPartial.Authority)), code, bytes[..32], bytes[32..]);
        }

        throw new ExchangeException(
            "usage", "That is no whole invite link, SERVER/join#cex_inv_....PIN: copy all of it, in quotes.");
    }

    /// <inheritdoc />
    public override string ToString() =>
        $"{ServerOrigin.Of(Server)}/{Path}#{Code}.{Base64Url.EncodeToString([.. IdentityHash, .. Secret])}";

    /// <summary>SHA-256(AIK || OIK).</summary>
    internal static byte[] HashOf(AgentIdentity identity) =>
        SHA256.HashData([.. identity.Aik.ToArray(), .. identity.Oik.ToArray()]);

    /// <summary>The acceptor's proof that it knew the link's secret and saw these identities.</summary>
    internal static byte[] Acceptance(
        ReadOnlySpan<byte> secret, string inviteId, AgentIdentity inviter, AgentIdentity acceptor)
    {
        var connection = ConnectionId.Between(new AgentId(inviter.Agent), new AgentId(acceptor.Agent));
        byte[] body =
        [
            .. "CXE1 accept"u8, .. Encoding.ASCII.GetBytes(inviteId), .. connection.Value.ToByteArray(bigEndian: true),
            .. inviter.Aik.ToArray(), .. inviter.Oik.ToArray(), .. acceptor.Aik.ToArray(), .. acceptor.Oik.ToArray(),
        ];
        return HMACSHA256.HashData(secret, body);
    }

    private static byte[]? TryDecode(string text)
    {
        try
        {
            return Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
