using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
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
public sealed partial record InviteLink(Uri Server, string Code, byte[] IdentityHash, byte[] Secret)
{
    private const string Path = "join";
    private static readonly string Prefix = CredentialText.Prefix(CredentialKind.Invite);

    /// <summary>The invite's public id: the 12 characters after the code's prefix.</summary>
    public string Id => Code.Substring(Prefix.Length, CredentialText.PublicIdLength);

    /// <exception cref="ExchangeException"><c>usage</c>: not a whole invite link.</exception>
    public static InviteLink Parse(string text)
    {
        // As text: libraries for addresses unescape and normalize, each in its own way.
        var parts = Form().Match(text.Trim());
        var code = parts.Groups["code"].Value;
        if (parts.Success && CredentialText.TryParse(code, out var invite) && invite.Kind == CredentialKind.Invite
            && TryDecode(parts.Groups["pin"].Value) is { Length: 64 } pin)
        {
            return new InviteLink(ServerOrigin.Parse(parts.Groups["server"].Value), code, pin[..32], pin[32..]);
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

    /// <summary>Null for a text that is not the one form of its bytes.</summary>
    private static byte[]? TryDecode(string text)
    {
        if (!Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes) == text ? bytes : null;
    }

    [GeneratedRegex(@"^(?<server>[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@\\%]+)/join/?#(?<code>[^.\s]+)\.(?<pin>[^.\s]+)\z")]
    private static partial Regex Form();
}
