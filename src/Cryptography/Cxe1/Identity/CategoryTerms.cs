using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One side's levels for one category.</summary>
/// <param name="Category">See <see cref="Protocol.Category.IdOf"/>.</param>
/// <param name="Share">What the agent may send.</param>
/// <param name="Receive">What the agent may receive.</param>
public readonly record struct CategoryTerms(Guid Category, ConsentLevel Share, ConsentLevel Receive)
{
    /// <summary>Bytes of one entry.</summary>
    internal const int Size = 18;

    internal bool IsKnown => Enum.IsDefined(Share) && Enum.IsDefined(Receive);

    internal static CategoryTerms Read(ref WireReader reader) =>
        new(reader.Id(), LevelOf(reader.Byte()), LevelOf(reader.Byte()));

    internal void Write(ref WireWriter writer)
    {
        writer.Id(Category);
        writer.Byte(Code(Share));
        writer.Byte(Code(Receive));
    }

    /// <summary>
    /// The terms' bytes count from the freest level (0 auto, 1 ask, 2 never), the other way round than the server's
    /// numbers. A byte of no level gives a value of none.
    /// </summary>
    private static ConsentLevel LevelOf(byte code) => (ConsentLevel)unchecked((byte)((byte)ConsentLevel.Auto - code));

    private static byte Code(ConsentLevel level) => (byte)(ConsentLevel.Auto - level);
}
