namespace ContextExchange.Web.Http;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">Give it back as <c>after</c> to go on; absent at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next = null)
{
    /// <summary>
    /// A page of a list that is known whole. <paramref name="after"/> is the key of the last item seen; a key that is
    /// gone by now starts over, so that nothing is left out.
    /// </summary>
    public static Page<T> Of(IEnumerable<T> all, Func<T, string> key, string? after, int? limit)
    {
        var items = all.ToList();
        var start = after is null ? 0 : items.FindIndex(item => key(item) == after) + 1;
        var page = items.Skip(start).Take(limit ?? Limits.MaxPage).ToList();
        return new Page<T>(page, page.Count > 0 && start + page.Count < items.Count ? key(page[^1]) : null);
    }
}
