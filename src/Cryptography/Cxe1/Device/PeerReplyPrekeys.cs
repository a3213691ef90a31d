namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The newest reply prekey that each other device made for this one. Each is used for one epoch at most.
/// </summary>
internal static class PeerReplyPrekeys
{
    private const int MaxReaders = Cxe1Limits.RosterEntries;

    /// <summary>Keeps a key from an accepted epoch unless a newer one of the same device is here.</summary>
    public static void Keep(IDeviceTransaction transaction, Guid connection, Prekey prekey)
    {
        var key = StateKey.Of(connection, prekey.Agent, prekey.Device);
        if (Read(transaction.Get(DeviceTable.PeerReplyPrekeys, key)) is { } known && known.Created >= prekey.Created)
            return;
        transaction.Put(DeviceTable.PeerReplyPrekeys, key, prekey.Bytes.Span);
    }

    /// <summary>The usable keys of a connection.</summary>
    public static IReadOnlyList<Prekey> Usable(IDeviceTransaction transaction, Guid connection, long now)
    {
        var usable = new List<Prekey>();
        foreach (var row in transaction.Scan(DeviceTable.PeerReplyPrekeys, StateKey.Of(connection), MaxReaders))
            if (Read(row.Value) is { } prekey && prekey.IsUsableAt(now))
                usable.Add(prekey);
        return usable;
    }

    /// <summary>Forgets a key that an epoch was opened with.</summary>
    public static void Consume(IDeviceTransaction transaction, Guid connection, Prekey prekey) =>
        transaction.Delete(DeviceTable.PeerReplyPrekeys, StateKey.Of(connection, prekey.Agent, prekey.Device));

    private static Prekey? Read(byte[]? row) =>
        row is not null && Prekey.TryParse(row, out var prekey, out _) ? prekey : null;
}
