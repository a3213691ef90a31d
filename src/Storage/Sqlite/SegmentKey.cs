namespace ContextExchange.Storage;

/// <summary>
/// Keys of the segment tables: an owner's id and a number in one integer, because SQLite's integer keys are several
/// times
/// faster than compound ones. Room for 134 million owners of 68 thousand million numbers each.
/// </summary>
internal static class SegmentKey
{
    public const int Shift = 36;

    private const long MaxId = (1L << (63 - Shift)) - 1;
    private const long MaxNumber = (1L << Shift) - 1;

    public static long Of(long id, long number) =>
        id is > 0 and <= MaxId && number is >= 0 and <= MaxNumber
            ? (id << Shift) | number
            : throw new InvalidOperationException($"Segment {id}/{number} is beyond the key's range.");

    public static long First(long id) => Of(id, 0);

    public static long Last(long id) => Of(id, MaxNumber);

    public static long NumberOf(long key) => key & MaxNumber;

    public static long IdOf(long key) => key >> Shift;
}
