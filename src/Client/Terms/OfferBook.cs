using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The offers from which each connection came, on disk: those of links that were accepted here, and those that both
/// owners' signatures vouch for. None is ever taken back.
/// </summary>
internal static class OfferBook
{
    private const int IdSize = 16;
    private const int EntrySize = Bytes32.Size + IdSize;

    /// <summary>What is known of a connection, in the order in which it was learned.</summary>
    public static ImmutableArray<AcceptedOffer> Of(DeviceStore store, ConnectionId connection) =>
        DeviceProfile.WithTransaction(
            store, () => store.Get(ClientTable.Offers, ClientRows.Key(connection.Value))) is { } row
            ? Read(row)
            : [];

    /// <summary>Their ids.</summary>
    public static ImmutableArray<Guid> IdsOf(DeviceStore store, ConnectionId connection) =>
        [.. Of(store, connection).Select(one => one.Offer)];

    /// <summary>Keeps the offer of a link, and with which terms it is accepted.</summary>
    public static void Keep(DeviceStore store, ConnectionId connection, AcceptedOffer accepted) =>
        Change(store, connection, known => known.Contains(accepted) ? known : known.Add(accepted));

    /// <summary>Keeps what is known now, beside what became known meanwhile.</summary>
    public static void Keep(DeviceStore store, ConnectionId connection, ImmutableArray<AcceptedOffer> offers) =>
        Change(store, connection, known =>
            offers.AddRange(known.ExceptBy(offers.Select(one => one.Offer), one => one.Offer)));

    private static void Change(
        DeviceStore store, ConnectionId connection,
        Func<ImmutableArray<AcceptedOffer>, ImmutableArray<AcceptedOffer>> change) =>
        DeviceProfile.WithTransaction(store, () =>
        {
            var key = ClientRows.Key(connection.Value);
            var before = store.Get(ClientTable.Offers, key) is { } row ? Read(row) : [];
            store.Put(ClientTable.Offers, key, Write(change(before)));
            return true;
        });

    private static byte[] Write(ImmutableArray<AcceptedOffer> offers)
    {
        var row = new byte[offers.Length * EntrySize];
        var rest = row.AsSpan();
        foreach (var one in offers)
        {
            one.Acceptance.CopyTo(rest);
            one.Offer.TryWriteBytes(rest[Bytes32.Size..], bigEndian: true, out _);
            rest = rest[EntrySize..];
        }

        return row;
    }

    private static ImmutableArray<AcceptedOffer> Read(byte[] row)
    {
        if (row.Length == IdSize) return [new(new Guid(row, bigEndian: true), default)];
        var offers = ImmutableArray.CreateBuilder<AcceptedOffer>(row.Length / EntrySize);
        for (var rest = row.AsSpan(); !rest.IsEmpty; rest = rest[EntrySize..])
            offers.Add(new(new Guid(rest[Bytes32.Size..EntrySize], bigEndian: true), new(rest[..Bytes32.Size])));
        return offers.ToImmutable();
    }
}
