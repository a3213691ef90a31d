using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The device lists and certificates of each agent, and the viewers of its owner, that this device has seen. A server
/// hands out the newest only; epochs that are under way, and history, name the ones before.
/// </summary>
internal static class KeyHistory
{
    public static void Keep(DeviceStore store, DeviceList list) =>
        Keep(store, ClientTable.DeviceLists, ClientRows.Key(list.Agent, list.Version), list.Bytes.Span);

    public static void Keep(DeviceStore store, DeviceCertificate certificate) =>
        Keep(
            store, ClientTable.Certificates,
            [.. ClientRows.Key(certificate.Agent), .. certificate.Hash.ToArray()], certificate.Bytes.Span);

    public static void Keep(DeviceStore store, Guid agent, ViewerCertificate viewer) =>
        Keep(
            store, ClientTable.Viewers,
            [.. ClientRows.Key(agent), .. viewer.Hash.ToArray()], viewer.Bytes.Span);

    /// <summary>Forgets what an identity has signed that is not believed any more. Within a transaction.</summary>
    public static void Forget(DeviceStore store, Guid agent)
    {
        var key = ClientRows.Key(agent);
        store.Delete((ClientTable)DeviceTable.Pins, key);
        foreach (var table in (ClientTable[])[ClientTable.DeviceLists, ClientTable.Certificates, ClientTable.Viewers])
            foreach (var row in store.Scan(table, key))
                store.Delete(table, row.Key);
    }

    public static DeviceList? Newest(DeviceStore store, Guid agent) =>
        Lists(store, agent) is [.., var newest] ? newest : null;

    /// <summary>The longest run of lists without a gap that ends with the newest, oldest first.</summary>
    public static IReadOnlyList<DeviceList> Lists(DeviceStore store, Guid agent)
    {
        var lists = new List<DeviceList>();
        foreach (var row in Rows(store, ClientTable.DeviceLists, agent))
        {
            if (!DeviceList.TryParse(row.Value, out var list, out _)) continue;
            if (lists.Count > 0 && lists[^1].Version + 1 != list.Version) lists.Clear();
            lists.Add(list);
        }

        return lists;
    }

    public static IReadOnlyList<DeviceCertificate> Certificates(DeviceStore store, Guid agent)
    {
        var certificates = new List<DeviceCertificate>();
        foreach (var row in Rows(store, ClientTable.Certificates, agent))
            if (DeviceCertificate.TryParse(row.Value, out var certificate, out _))
                certificates.Add(certificate);
        return certificates;
    }

    public static IReadOnlyList<ViewerCertificate> Viewers(DeviceStore store, Guid agent)
    {
        var viewers = new List<ViewerCertificate>();
        foreach (var row in Rows(store, ClientTable.Viewers, agent))
            if (ViewerCertificate.TryParse(row.Value, out var viewer, out _)) viewers.Add(viewer);
        return viewers;
    }

    /// <summary>What is known already is not written again: every write waits for the disk.</summary>
    private static void Keep(DeviceStore store, ClientTable table, byte[] key, ReadOnlySpan<byte> record)
    {
        using var transaction = store.Begin();
        if (store.Get(table, key) is { } known && record.SequenceEqual(known)) return;
        store.Put(table, key, record);
        transaction.Commit();
    }

    private static IReadOnlyList<DeviceRow> Rows(DeviceStore store, ClientTable table, Guid agent) =>
        DeviceProfile.WithTransaction(store, () => store.Scan(table, ClientRows.Key(agent)));
}
