using System.Buffers.Binary;
using System.Collections.Immutable;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Remembers the newest 1,024 terms of each side of a connection, each checked once, so that no server can take terms
/// back or show this device another chain than before.
/// </summary>
internal static class KnownTerms
{
    /// <summary>
    /// Adds what the context says of one side to what is known and returns that, oldest first; it becomes durable with
    /// the transaction. The refusals are those of <see cref="TermsChain.Check"/>.
    /// </summary>
    public static Cxe1Error Learn(
        IDeviceTransaction transaction,
        ConnectionContext connection,
        bool own,
        long now,
        out ImmutableArray<ConnectionTerms> known)
    {
        var expected = connection.Expected(own);
        var key = StateKey.Of(connection.Connection, expected.Side.Agent);
        var before = Read(transaction.Get(DeviceTable.KnownTerms, key));
        var told = own ? connection.OwnTerms : connection.PeerTerms;
        if (!TermsChain.TryExtend(before, told, expected, now, out known, out var error)) return error;
        if (known != before) transaction.Put(DeviceTable.KnownTerms, key, Write(known));
        return Cxe1Error.None;
    }

    /// <summary>As <see cref="Learn"/>, for who needs the newest only; null if none is known.</summary>
    public static Cxe1Error LearnNewest(
        IDeviceTransaction transaction, ConnectionContext connection, bool own, long now, out ConnectionTerms? newest)
    {
        newest = (own ? connection.OwnTerms : connection.PeerTerms) is [.., var told] ? told : null;
        var key = StateKey.Of(connection.Connection, (own ? connection.Own : connection.Peer).Agent);
        // What every message finds: the newest that is told is the newest known, so that nothing is learned.
        if (newest is not null && transaction.Get(DeviceTable.KnownTerms, key) is { } row
            && NewestIn(row).SequenceEqual(newest.Bytes.Span))
            return Cxe1Error.None;
        var error = Learn(transaction, connection, own, now, out var known);
        newest = error == Cxe1Error.None && !known.IsEmpty ? known[^1] : null;
        return error;
    }

    /// <summary>The bytes of a row's last record.</summary>
    private static ReadOnlySpan<byte> NewestIn(ReadOnlySpan<byte> row)
    {
        while (true)
        {
            var end = 2 + BinaryPrimitives.ReadUInt16BigEndian(row);
            if (end >= row.Length) return row[2..];
            row = row[end..];
        }
    }

    private static ImmutableArray<ConnectionTerms> Read(byte[]? row)
    {
        if (row is null) return [];
        var known = ImmutableArray.CreateBuilder<ConnectionTerms>();
        for (var rest = row.AsMemory(); !rest.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (!ConnectionTerms.TryParse(rest.Slice(2, length), out var terms, out var error))
                throw new InvalidDataException($"The store holds terms that are not canonical: {error}.");
            known.Add(terms);
            rest = rest[(2 + length)..];
        }
        return known.DrainToImmutable();
    }

    private static byte[] Write(ImmutableArray<ConnectionTerms> known)
    {
        var row = new byte[known.Sum(terms => 2 + terms.Bytes.Length)];
        var writer = new WireWriter(row);
        foreach (var terms in known)
        {
            writer.UInt16((ushort)terms.Bytes.Length);
            writer.Bytes(terms.Bytes.Span);
        }
        return row;
    }
}
