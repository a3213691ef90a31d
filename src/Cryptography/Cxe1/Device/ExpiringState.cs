namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Destroys keys and records whose time is over. Rows are noted when they are written, under a key that starts with
/// the time, so the due ones are always the first.
/// </summary>
public static class ExpiringState
{
    private const int Batch = 1_000;

    /// <summary>Destroys everything that is due, in transactions of at most 1,000 rows.</summary>
    /// <param name="store">The device's store.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>The number of rows that were due.</returns>
    public static int Destroy(IDeviceStore store, long now)
    {
        var total = 0;
        int due;
        do
        {
            using var transaction = store.Begin();
            due = DestroyBatch(transaction, now);
            transaction.Commit();
            total += due;
        }
        while (due == Batch);
        return total;
    }

    /// <summary>Writes a row and notes its end. Of several notes for one key the earliest destroys the row.</summary>
    internal static void PutUntil(
        this IDeviceTransaction transaction, DeviceTable table, byte[] key, ReadOnlySpan<byte> value, long end)
    {
        transaction.Put(table, key, value);
        var note = new byte[8 + 1 + key.Length];
        var writer = new WireWriter(note);
        writer.UInt53(end);
        writer.Byte((byte)table);
        writer.Bytes(key);
        transaction.Put(DeviceTable.Expiry, note, []);
    }

    private static int DestroyBatch(IDeviceTransaction transaction, long now)
    {
        var due = 0;
        foreach (var (note, _) in transaction.Scan(DeviceTable.Expiry, [], Batch))
        {
            var reader = new WireReader(note);
            if (reader.UInt53() > now) break;
            transaction.Delete((DeviceTable)reader.Byte(), note.AsSpan(9));
            transaction.Delete(DeviceTable.Expiry, note);
            due++;
        }
        return due;
    }
}
