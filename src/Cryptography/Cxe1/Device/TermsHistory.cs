namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Remembers which terms of each side a device saw, in order and since when, so that an epoch which was opened under
/// earlier terms, and arrives after they changed, is still opened. Owners do not sign terms yet and the server tells
/// the
/// newest hashes only, so what a device missed while it was offline cannot be looked up: the server, which refuses to
/// publish an epoch under terms that are not in force, answers for it. What a device can hold everybody to by itself:
/// an epoch that was opened after this device saw newer terms does not go back to others.
/// </summary>
internal static class TermsHistory
{
    /// <summary>The versions of one side that are remembered; earlier ones count as never seen.</summary>
    public const int MaxVersions = 16;

    private const int RowSize = Bytes32.Size + 8;

    /// <summary>One version of one side's terms, by its hash, and when this device saw it first.</summary>
    private readonly record struct Seen(Bytes32 Hash, long At);

    /// <summary>Notes the newest terms of one side and judges those that an epoch names.</summary>
    /// <param name="transaction">What is noted becomes durable with it.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="agent">The side whose terms they are.</param>
    /// <param name="newest">The newest hash that the caller knows; zero while the side has none.</param>
    /// <param name="named">The hash that the epoch names.</param>
    /// <param name="opened">When the epoch was opened, by its sender's clock. Unix milliseconds.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static Cxe1Error Check(
        IDeviceTransaction transaction,
        Guid connection,
        Guid agent,
        Bytes32 newest,
        Bytes32 named,
        long opened,
        long now)
    {
        var key = StateKey.Of(connection, agent);
        var seen = Read(transaction.Get(DeviceTable.Terms, key));
        // An earlier hash may be the newest again: the server was restored, or the caller read it before the change.
        if (seen.Count == 0 || seen[^1].Hash != newest)
        {
            seen.Add(new(newest, now));
            if (seen.Count > MaxVersions) seen.RemoveAt(0);
            Write(transaction, key, seen);
        }

        var place = seen.FindLastIndex(one => one.Hash == named);
        if (place == seen.Count - 1) return Cxe1Error.None;
        // Without a place it can be any that this device missed before it saw the newest.
        var replacedAt = (place < 0 ? seen[^1] : seen[place + 1]).At;
        return opened <= replacedAt + Cxe1Limits.ClockTolerance ? Cxe1Error.None : Cxe1Error.TermsMismatch;
    }

    private static List<Seen> Read(byte[]? row)
    {
        var seen = new List<Seen>(MaxVersions);
        if (row is null) return seen;
        var reader = new WireReader(row);
        for (var i = 0; i < row.Length / RowSize; i++) seen.Add(new(reader.Bytes32(), reader.UInt53()));
        return seen;
    }

    private static void Write(IDeviceTransaction transaction, byte[] key, List<Seen> seen)
    {
        var row = new byte[seen.Count * RowSize];
        var writer = new WireWriter(row);
        foreach (var (hash, at) in seen)
        {
            writer.Bytes32(hash);
            writer.UInt53(at);
        }
        transaction.Put(DeviceTable.Terms, key, row);
    }
}
