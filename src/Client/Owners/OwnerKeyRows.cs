using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// An owner's keys as rows of the device store, which encrypts them like all the rest: where the owner gave no
/// passphrase. A viewer: private 32 || not before 8 || not after 8. An agent: private 32 || name.
/// </summary>
internal static class OwnerKeyRows
{
    private static ReadOnlySpan<byte> KeyRow => "owner-key"u8;

    public static OwnerVault Read(DeviceStore store, OwnerId owner, Uri server)
    {
        var (seed, viewers, agents) = DeviceProfile.WithTransaction(store, () => (
            store.Get(ClientTable.Profile, KeyRow), store.Scan(ClientTable.OwnerViewers, []),
            store.Scan(ClientTable.OwnerAgents, [])));
        return new OwnerVault
        {
            Owner = owner.Value,
            Oik = ExportableKeys.Import(
                SignatureAlgorithm.Ed25519,
                seed ?? throw new DeviceStoreException("store-damaged", "The profile has lost its owner's key.")),
            Origin = ServerOrigin.Of(server),
            Viewers = [.. viewers.Select(ViewerOf).OrderBy(viewer => viewer.NotBefore)],
            Agents = [.. agents.Select(AgentOf)],
        };
    }

    /// <summary>Within a transaction.</summary>
    public static void Write(DeviceStore store, OwnerVault vault)
    {
        Clear(store);
        PutSecret(store, ClientTable.Profile, KeyRow, ExportableKeys.Seed(vault.Oik), []);
        foreach (var viewer in vault.Viewers)
        {
            var life = new byte[16];
            BinaryPrimitives.WriteInt64BigEndian(life, viewer.NotBefore);
            BinaryPrimitives.WriteInt64BigEndian(life.AsSpan(8), viewer.NotAfter);
            PutSecret(
                store, ClientTable.OwnerViewers, ClientRows.Key(viewer.Viewer), ExportableKeys.Seed(viewer.Ovk), life);
        }

        foreach (var agent in vault.Agents)
        {
            PutSecret(
                store, ClientTable.OwnerAgents, ClientRows.Key(agent.Agent), ExportableKeys.Seed(agent.Aik),
                Encoding.UTF8.GetBytes(agent.Name));
        }
    }

    /// <summary>Within a transaction.</summary>
    public static void Clear(DeviceStore store)
    {
        store.Delete(ClientTable.Profile, KeyRow);
        foreach (var table in (ClientTable[])[ClientTable.OwnerViewers, ClientTable.OwnerAgents])
            foreach (var row in store.Scan(table, []))
                store.Delete(table, row.Key);
    }

    private static VaultViewer ViewerOf(DeviceRow row) => new(
        new Guid(row.Key, bigEndian: true),
        ExportableKeys.Import(KeyAgreementAlgorithm.X25519, row.Value[..ExportableKeys.SeedSize]),
        ClientRows.Number(row.Value.AsSpan(ExportableKeys.SeedSize)),
        ClientRows.Number(row.Value.AsSpan(ExportableKeys.SeedSize + 8)));

    private static VaultAgent AgentOf(DeviceRow row) => new(
        new Guid(row.Key, bigEndian: true),
        ExportableKeys.Import(SignatureAlgorithm.Ed25519, row.Value[..ExportableKeys.SeedSize]),
        Encoding.UTF8.GetString(row.Value.AsSpan(ExportableKeys.SeedSize)));

    private static void PutSecret(
        DeviceStore store, ClientTable table, ReadOnlySpan<byte> key, byte[] seed, ReadOnlySpan<byte> rest)
    {
        byte[] row = [.. seed, .. rest];
        store.Put(table, key, row);
        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(row);
    }
}
