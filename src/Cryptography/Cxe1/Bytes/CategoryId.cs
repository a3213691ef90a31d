using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The 16 bytes that stand for a category's name in an envelope and in signed terms.</summary>
public static class CategoryId
{
    /// <summary>The first 16 bytes of SHA-256 of the name in UTF-8, read as a big-endian <see cref="Guid"/>.</summary>
    /// <param name="name">The category's name, for example <c>schedule</c>; it is hashed as given.</param>
    public static Guid Of(string name)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), digest);
        return new(digest[..16], bigEndian: true);
    }
}
