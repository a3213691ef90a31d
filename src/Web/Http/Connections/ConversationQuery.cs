using Microsoft.AspNetCore.Mvc;

namespace ContextExchange.Web.Http;

/// <summary>Which page of a conversation, and how long it is.</summary>
/// <param name="After">From a page's <c>next</c> or <c>last</c>; null for the start.</param>
/// <param name="Before">
/// From a page's <c>previous</c>, or <c>end</c> for the newest page: reads backwards. Not together with <c>after</c>.
/// </param>
/// <param name="Limit">1 to 200; null for 200.</param>
internal sealed record ConversationQuery(
    [FromQuery(Name = "after")] string? After, [FromQuery(Name = "before")] string? Before,
    [FromQuery(Name = "limit")] int? Limit)
{
    private const string End = "end";

    // A place names every device that has sent.
    private const int MaxPlace = 4_096;

    public bool IsWellFormed => Limit is null or (>= 1 and <= Limits.MaxPage)
        && After is null or { Length: >= 1 and <= MaxPlace } && Before is null or { Length: >= 1 and <= MaxPlace }
        && (After is null || Before is null);

    /// <exception cref="FormatException">The place is none of this server.</exception>
    public Task<ConversationPage> ReadAsync(IConnectionGrain connection, AgentId viewer)
    {
        var max = Limit ?? Limits.MaxPage;
        return Before is null
            ? connection.Read(viewer, After, max)
            : connection.ReadBack(viewer, Before == End ? null : Before, max);
    }
}
