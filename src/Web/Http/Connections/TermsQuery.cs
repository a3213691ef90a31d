using Microsoft.AspNetCore.Mvc;

namespace ContextExchange.Web.Http;

/// <summary>With which signed terms of each side a page begins.</summary>
internal sealed class TermsQuery
{
    private const int HashSize = 32;

    /// <summary>The hash of a record of the own side in base64url; null for the oldest.</summary>
    [FromQuery(Name = "ownFrom")]
    public string? OwnFrom { get; init; }

    /// <summary>The same of the peer's side.</summary>
    [FromQuery(Name = "theirsFrom")]
    public string? TheirsFrom { get; init; }

    /// <summary>Both hashes, empty where none is named; null where one is no hash.</summary>
    public (ReadOnlyMemory<byte> Own, ReadOnlyMemory<byte> Theirs)? Hashes =>
        TryRead(OwnFrom, out var own) && TryRead(TheirsFrom, out var theirs) ? (own, theirs) : null;

    private static bool TryRead(string? text, out ReadOnlyMemory<byte> hash)
    {
        hash = default;
        return text is null || (BytesConverter.TryDecode(text, out hash) && hash.Length == HashSize);
    }
}
