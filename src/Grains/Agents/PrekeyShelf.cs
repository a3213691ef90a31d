using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Agents;

/// <summary>How a device's one-time prekeys come and go. Pure.</summary>
internal static class PrekeyShelf
{
    /// <summary>Handed-out keys that are remembered: more than two whole batches.</summary>
    public const int MaxRemembered = 256;

    /// <summary>The shelf with these prekeys on it; null when they would be too many.</summary>
    public static PrekeyShelfState? Add(
        PrekeyShelfState shelf, IReadOnlyList<ReadOnlyMemory<byte>> prekeys, DateTimeOffset now)
    {
        var usable = Usable(shelf, now);
        var known = usable.Select(prekey => Parse(prekey).KeyId).ToHashSet();
        known.UnionWith(HandedOut(shelf));
        ReadOnlyMemory<byte>[] all = [.. usable, .. prekeys.Where(prekey => known.Add(Parse(prekey).KeyId))];
        return all.Length > Limits.MaxOneTimePrekeys ? null : shelf with { Prekeys = all };
    }

    /// <summary>The shelf without its oldest usable prekey, and that one; empty when there is none.</summary>
    public static PrekeyShelfState Take(PrekeyShelfState shelf, DateTimeOffset now, out ReadOnlyMemory<byte> taken)
    {
        var usable = Usable(shelf, now);
        taken = usable.Length > 0 ? usable[0] : default;
        if (usable.Length == 0) return shelf with { Prekeys = [] };
        var handedOut = HandedOut(shelf).TakeLast(MaxRemembered - 1).Append(Parse(taken).KeyId);
        return new PrekeyShelfState
        {
            Prekeys = usable[1..],
            HandedOut = handedOut.SelectMany(id => id.ToArray()).ToArray(),
        };
    }

    /// <summary>What can be handed out now: nothing is from its end on.</summary>
    public static ReadOnlyMemory<byte>[] Usable(PrekeyShelfState shelf, DateTimeOffset now) =>
        [.. shelf.Prekeys.Where(prekey => Parse(prekey).IsUsableAt(now.ToUnixTimeMilliseconds()))];

    private static IEnumerable<Bytes32> HandedOut(PrekeyShelfState shelf)
    {
        for (var i = 0; i < shelf.HandedOut.Length; i += Bytes32.Size)
            yield return new Bytes32(shelf.HandedOut.Span.Slice(i, Bytes32.Size));
    }

    private static Prekey Parse(ReadOnlyMemory<byte> bytes) =>
        Prekey.TryParse(bytes, out var prekey, out var error)
            ? prekey
            : throw new InvalidOperationException($"A stored prekey is refused: {error}.");
}
