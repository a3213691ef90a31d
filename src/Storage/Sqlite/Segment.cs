namespace ContextExchange.Storage;

/// <summary>Where the rows of one owner, a mailbox's head or a mark, lie.</summary>
/// <param name="Key">The owner and its first number there; see <see cref="SegmentKey"/>.</param>
/// <param name="First">The first row's position.</param>
/// <param name="Last">The last row's position. A mailbox's rows fill the span, a mark's lie among others'.</param>
internal readonly record struct Segment(long Key, long First, long Last)
{
    /// <summary>The first row's number.</summary>
    public long Number => SegmentKey.NumberOf(Key);
}
