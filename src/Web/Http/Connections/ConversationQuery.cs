using Microsoft.AspNetCore.Mvc;

namespace ContextExchange.Web.Http;

/// <summary>Which page of a conversation, and how long it is.</summary>
internal sealed class ConversationQuery
{
    private const string End = "end";

    // A place names every device that has sent.
    private const int MaxPlace = 4_096;

    /// <summary>From a page's <c>next</c> or <c>last</c>; null for the start.</summary>
    [FromQuery(Name = "after")]
    public string? After { get; init; }

    /// <summary>
    /// From a page's <c>previous</c>, or <c>end</c> for the newest page: reads backwards. Not together with
    /// <c>after</c>.
    /// </summary>
    [FromQuery(Name = "before")]
    public string? Before { get; init; }

    /// <summary>1 to 200; null for 200.</summary>
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

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
