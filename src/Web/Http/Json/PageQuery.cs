using Microsoft.AspNetCore.Mvc;

namespace ContextExchange.Web.Http;

/// <summary>Where a page of a list begins and how long it is.</summary>
/// <param name="After">From the last page's <c>next</c>; null for the start.</param>
/// <param name="Limit">1 to 200; null for 200.</param>
internal sealed record PageQuery([FromQuery(Name = "after")] string? After, [FromQuery(Name = "limit")] int? Limit)
{
    /// <summary>The most items of this page.</summary>
    public int Max => Limit ?? Limits.MaxPage;

    public bool IsWellFormed => Limit is null or (>= 1 and <= Limits.MaxPage)
        && After is null or { Length: >= 1 and <= 256 };
}
