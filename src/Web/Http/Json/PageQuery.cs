using Microsoft.AspNetCore.Mvc;

namespace ContextExchange.Web.Http;

/// <summary>Where a page of a list begins and how long it is.</summary>
internal sealed class PageQuery
{
    /// <summary>From the last page's <c>next</c>; null for the start.</summary>
    [FromQuery(Name = "after")]
    public string? After { get; init; }

    /// <summary>1 to 200; null for 200.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>The most items of this page.</summary>
    public int Max => Limit ?? Limits.MaxPage;

    public bool IsWellFormed => Limit is null or (>= 1 and <= Limits.MaxPage)
        && After is null or { Length: >= 1 and <= 256 };
}
