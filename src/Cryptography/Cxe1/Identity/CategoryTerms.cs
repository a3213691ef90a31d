namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One side's levels for one category.</summary>
/// <param name="Category">See <see cref="CategoryId"/>.</param>
/// <param name="Share">What the agent may send.</param>
/// <param name="Receive">What the agent may receive.</param>
public readonly record struct CategoryTerms(Guid Category, ConsentLevel Share, ConsentLevel Receive)
{
    /// <summary>Bytes of one entry.</summary>
    internal const int Size = 18;

    internal bool IsKnown => Share <= ConsentLevel.Never && Receive <= ConsentLevel.Never;

    internal static CategoryTerms Read(ref WireReader reader) =>
        new(reader.Id(), (ConsentLevel)reader.Byte(), (ConsentLevel)reader.Byte());

    internal void Write(ref WireWriter writer)
    {
        writer.Id(Category);
        writer.Byte((byte)Share);
        writer.Byte((byte)Receive);
    }
}
