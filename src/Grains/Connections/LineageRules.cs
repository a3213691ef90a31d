using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ContextExchange.Grains.Connections;

/// <summary>
/// Causality without look-ups: every delivery carries the server's HMAC over its place in a conversation, and an
/// answer brings it back. Pure.
/// </summary>
internal static class LineageRules
{
    /// <summary>root 16 || hop 1 || taint 2 || budget 4 || tag 16.</summary>
    public const int ClaimLength = 39;

    /// <summary>Bytes of a tag: HMAC-SHA-256, cut.</summary>
    public const int TagLength = 16;

    private const int InputLength = 16 + 16 + PlaceLength;
    private const int PlaceLength = 16 + 1 + 2 + 4;

    /// <summary>The tag that goes with a message to this recipient.</summary>
    public static byte[] Tag(ReadOnlySpan<byte> key, AgentId recipient, EnvelopeId message, in MessagePlace place)
    {
        var tag = new byte[TagLength];
        WriteTag(key, recipient, message, place, tag);
        return tag;
    }

    /// <summary>
    /// What stops the conversation after a message at this place; null where it may be answered, or where it is the
    /// first one: that nobody is to answer it is no loop.
    /// </summary>
    public static SendStatus? LimitOf(in MessagePlace place, int maxHops) =>
        place.Hop == 0 ? null
        : place.Hop >= maxHops ? SendStatus.LoopLimit
        : place.Budget == 0 ? SendStatus.BudgetExhausted
        : null;

    /// <summary>Judges an answer's place by what its sender brought back; a first message brings nothing.</summary>
    /// <param name="key">The server's lineage key.</param>
    /// <param name="sender">Who answers: the recipient of the parent.</param>
    /// <param name="parent">The parent's id; the zero id for a first message.</param>
    /// <param name="place">The answer's own place.</param>
    /// <param name="claim"><see cref="ClaimLength"/> bytes, or none.</param>
    /// <param name="parentRoot">
    /// The parent's root where the parent is known to have come over this connection; there the answer keeps it. An
    /// answer that is forwarded to another connection starts a root of its own.
    /// </param>
    public static LineageVerdict Check(
        ReadOnlySpan<byte> key, AgentId sender, EnvelopeId parent, in MessagePlace place, ReadOnlySpan<byte> claim,
        Guid? parentRoot)
    {
        if (parent.Value == Guid.Empty)
            return claim.IsEmpty && place.Hop == 0 ? LineageVerdict.Valid : LineageVerdict.Invalid;
        if (claim.Length != ClaimLength) return LineageVerdict.Invalid;

        var origin = ReadPlace(claim);
        Span<byte> tag = stackalloc byte[TagLength];
        WriteTag(key, sender, parent, origin, tag);
        if (!CryptographicOperations.FixedTimeEquals(tag, claim[PlaceLength..])) return LineageVerdict.Invalid;

        if (place.Hop != origin.Hop + 1 || (origin.Taint & ~place.Taint) != 0) return LineageVerdict.Invalid;
        if (parentRoot is { } root && place.Root != root) return LineageVerdict.Invalid;
        if (origin.Budget == 0) return LineageVerdict.BudgetExhausted;
        return place.Budget < origin.Budget ? LineageVerdict.Valid : LineageVerdict.Invalid;
    }

    private static void WriteTag(
        ReadOnlySpan<byte> key, AgentId recipient, EnvelopeId message, in MessagePlace place, Span<byte> tag)
    {
        Span<byte> input = stackalloc byte[InputLength];
        recipient.Value.TryWriteBytes(input, bigEndian: true, out _);
        message.Value.TryWriteBytes(input[16..], bigEndian: true, out _);
        place.Root.TryWriteBytes(input[32..], bigEndian: true, out _);
        input[48] = place.Hop;
        BinaryPrimitives.WriteUInt16BigEndian(input[49..], place.Taint);
        BinaryPrimitives.WriteUInt32BigEndian(input[51..], place.Budget);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, input, mac);
        mac[..TagLength].CopyTo(tag);
    }

    private static MessagePlace ReadPlace(ReadOnlySpan<byte> claim) => new(
        new Guid(claim[..16], bigEndian: true), claim[16],
        BinaryPrimitives.ReadUInt16BigEndian(claim[17..]), BinaryPrimitives.ReadUInt32BigEndian(claim[19..]));
}
