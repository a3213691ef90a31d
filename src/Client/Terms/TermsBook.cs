using System.Buffers.Binary;
using System.Collections.Immutable;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The signed terms of both sides of each connection that were verified here, the newest 1,024 of a side, on disk. What
/// stands here is never taken back by what a server shows later.
/// </summary>
internal static class TermsBook
{
    /// <summary>What is known of one side, oldest first.</summary>
    public static ImmutableArray<ConnectionTerms> Known(DeviceStore store, ConnectionId connection, Guid agent) =>
        DeviceProfile.WithTransaction(
            store, () => store.Get(ClientTable.SignedTerms, ClientRows.Key(connection.Value, agent))) is { } row
            ? Read(row)
            : [];

    /// <summary>Keeps what was verified.</summary>
    public static void Keep(
        DeviceStore store, ConnectionId connection, Guid agent, ImmutableArray<ConnectionTerms> terms) =>
        DeviceProfile.WithTransaction(store, () =>
        {
            byte[] row = [.. terms.SelectMany(one => RowOf(one))];
            store.Put(ClientTable.SignedTerms, ClientRows.Key(connection.Value, agent), row);
            return true;
        });

    private static byte[] RowOf(ConnectionTerms terms)
    {
        var row = new byte[2 + terms.Bytes.Length];
        BinaryPrimitives.WriteUInt16BigEndian(row, (ushort)terms.Bytes.Length);
        terms.Bytes.CopyTo(row.AsMemory(2));
        return row;
    }

    private static ImmutableArray<ConnectionTerms> Read(byte[] row)
    {
        var terms = ImmutableArray.CreateBuilder<ConnectionTerms>();
        ReadOnlyMemory<byte> rest = row;
        while (!rest.IsEmpty)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (!ConnectionTerms.TryParse(rest.Slice(2, length), out var record, out var error))
                throw new DeviceStoreException("store-damaged", $"Signed terms in the store do not hold: {error}.");
            terms.Add(record);
            rest = rest[(2 + length)..];
        }

        return terms.ToImmutable();
    }
}
