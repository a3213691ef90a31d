namespace ContextExchange.Grains.Interfaces;

/// <summary>A part of every day in which nothing but security alerts is sent; it may reach over midnight.</summary>
/// <param name="From">It begins when the clock shows this.</param>
/// <param name="To">It has ended when the clock shows this; never equal to <paramref name="From"/>.</param>
[GenerateSerializer, Immutable, Alias("cex.QuietTime")]
public sealed record QuietTime(TimeOnly From, TimeOnly To);
