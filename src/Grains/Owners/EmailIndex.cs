using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Grains.Owners;

/// <summary>
/// The blind index of e-mail addresses: equal addresses have equal indexes, and nobody without the pepper finds one.
/// </summary>
public static class EmailIndex
{
    /// <summary>HMAC-SHA-256 of the address, trimmed and in lower case, under the pepper (32 bytes).</summary>
    public static byte[] Of(string email, ServerSecrets secrets)
    {
        ArgumentNullException.ThrowIfNull(email);
        ArgumentNullException.ThrowIfNull(secrets);
#pragma warning disable CA1308 // Mail addresses are compared in lower case everywhere.
        var normal = email.Trim().ToLowerInvariant();
#pragma warning restore CA1308
        return HMACSHA256.HashData(secrets.Pepper.Span, Encoding.UTF8.GetBytes("cex email index\0" + normal));
    }
}
