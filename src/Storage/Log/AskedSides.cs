using ContextExchange.Grains.Storage;

namespace ContextExchange.Storage;

/// <summary>Open holds by the side that is asked.</summary>
internal static class AskedSides
{
    /// <summary>The newest of each side.</summary>
    public static IReadOnlyList<AskedSide> Newest(IEnumerable<AskedSide> all) =>
        [.. all.GroupBy(one => one.Side).Select(side => side.MaxBy(one => one.Newest)!)];
}
