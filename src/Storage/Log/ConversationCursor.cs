using System.Globalization;

namespace ContextExchange.Storage;

/// <summary>
/// A place in a conversation as callers hold it: the store's incarnation and the position of the last entry that was
/// read.
/// A store that was restored from a backup has another incarnation, so that old cursors cannot skip what is written
/// anew.
/// </summary>
internal static class ConversationCursor
{
    public static string Format(uint incarnation, long position) =>
        string.Create(CultureInfo.InvariantCulture, $"{incarnation:x8}-{position}");

    /// <returns>The position before which to go on; beyond all of them for null.</returns>
    /// <exception cref="FormatException">Not a cursor of this store.</exception>
    public static long ParseBack(string? cursor, uint incarnation) =>
        cursor is null ? long.MaxValue : Parse(cursor, incarnation);

    /// <returns>The position after which to go on; 0 for null.</returns>
    /// <exception cref="FormatException">Not a cursor of this store.</exception>
    public static long Parse(string? cursor, uint incarnation)
    {
        if (cursor is null)
            return 0;
        if (cursor.Length > 9 && cursor[8] == '-'
            && uint.TryParse(
                cursor.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var of)
            && of == incarnation
            && long.TryParse(cursor.AsSpan(9), NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            return position;
        throw new FormatException("This is not a cursor of this store: read the conversation from its start.");
    }
}
