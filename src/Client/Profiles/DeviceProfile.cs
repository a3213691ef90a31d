using System.Security.Cryptography;
using System.Text;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Who speaks from one device store: the owner's and the agent's identity, this device, and the server they are at. All
/// of it stands in the store; opening the store is what it takes to act as them.
/// </summary>
public sealed class DeviceProfile : IDisposable
{
    private readonly DeviceStore _store;

    private DeviceProfile(DeviceStore store, Uri server, DeviceKeys device)
    {
        _store = store;
        Server = server;
        Device = device;
        Owner = new OwnerId(new Guid(Read("owner"), bigEndian: true));
        OwnerKey = ImportKey("owner-key");
        AgentKey = ImportKey("agent-key");
        DisplayName = Encoding.UTF8.GetString(Read("name"));
    }

    /// <summary>Where it is registered.</summary>
    public Uri Server { get; }

    /// <summary>The owner.</summary>
    public OwnerId Owner { get; }

    /// <summary>The agent.</summary>
    public AgentId Agent => new(Device.Agent);

    /// <summary>This device's id.</summary>
    public DeviceId DeviceId => new(Device.Device);

    /// <summary>As peers see it.</summary>
    public string DisplayName { get; }

    /// <summary>The agent's API key; null until registration is finished.</summary>
    public string? ApiKey => Find("api-key") is { } key ? Encoding.UTF8.GetString(key) : null;

    internal DeviceStore Store => _store;

    internal DeviceKeys Device { get; }

    internal Key OwnerKey { get; }

    internal Key AgentKey { get; }

    internal AgentIdentity Identity => new(Device.Agent, AgentKey.RawPublicKey(), OwnerKey.RawPublicKey());

    /// <summary>Reads the profile in a store; null when the store holds none. The profile then owns the
    /// store.</summary>
    public static DeviceProfile? Load(DeviceStore store)
    {
        var server = WithTransaction(store, () => store.Get(ClientTable.Profile, "server"u8));
        return server is not null && DeviceKeys.Load(store) is { } device
            ? new DeviceProfile(store, new Uri(Encoding.UTF8.GetString(server)), device)
            : null;
    }

    /// <summary>Makes new identities and stores them, before any server hears of them. The profile then owns the
    /// store.</summary>
    /// <param name="store">An empty one.</param>
    /// <param name="server">Where they will be registered.</param>
    /// <param name="displayName">1 to <see cref="Limits.MaxDisplayName"/> characters.</param>
    public static DeviceProfile Create(DeviceStore store, Uri server, string displayName)
    {
        var agent = AgentId.New();
        DeviceKeys.Create(store, agent.Value).Dispose();
        WithTransaction(store, () =>
        {
            store.Put(ClientTable.Profile, "owner"u8, ClientRows.Key(OwnerId.New().Value));
            store.Put(ClientTable.Profile, "name"u8, Encoding.UTF8.GetBytes(displayName));
            PutNewKey(store, "owner-key"u8);
            PutNewKey(store, "agent-key"u8);
            store.Put(ClientTable.Profile, "server"u8, Encoding.UTF8.GetBytes(server.ToString()));
            return true;
        });
        return Load(store) ?? throw new InvalidOperationException("The profile was not stored.");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Device.Dispose();
        OwnerKey.Dispose();
        AgentKey.Dispose();
        _store.Dispose();
    }

    internal byte[]? Find(string name) =>
        WithTransaction(_store, () => _store.Get(ClientTable.Profile, Encoding.ASCII.GetBytes(name)));

    internal void Keep(string name, ReadOnlySpan<byte> value)
    {
        var bytes = value.ToArray();
        WithTransaction(_store, () =>
        {
            _store.Put(ClientTable.Profile, Encoding.ASCII.GetBytes(name), bytes);
            return true;
        });
    }

    internal static T WithTransaction<T>(DeviceStore store, Func<T> work)
    {
        using var transaction = store.Begin();
        var result = work();
        transaction.Commit();
        return result;
    }

    private byte[] Read(string name) =>
        Find(name) ?? throw new DeviceStoreException("store-damaged", $"The profile has lost its {name}.");

    private Key ImportKey(string name)
    {
        var seed = Read(name);
        try
        {
            return Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    private static void PutNewKey(DeviceStore store, ReadOnlySpan<byte> name)
    {
        Span<byte> seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(seed);
        store.Put(ClientTable.Profile, name, seed);
        CryptographicOperations.ZeroMemory(seed);
    }
}
