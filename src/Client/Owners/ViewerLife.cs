namespace ContextExchange.Client;

/// <summary>One of an owner's viewers.</summary>
/// <param name="Viewer">Its id, 32 hex digits.</param>
/// <param name="From">From when peers wrap for it.</param>
/// <param name="Until">Until when they do; its private half is kept as long as what was wrapped for it.</param>
public sealed record ViewerLife(string Viewer, DateTimeOffset From, DateTimeOffset Until);
