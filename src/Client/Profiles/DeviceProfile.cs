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

    private DeviceProfile(DeviceStore store, OwnerKeys owner, DeviceKeys device)
    {
        _store = store;
        OwnerKeys = owner;
        Device = device;
        Own = new OwnIdentity(store, owner, device.Agent);
        DisplayName = Encoding.UTF8.GetString(Read("name"));
    }

    /// <summary>Where it is registered.</summary>
    public Uri Server => OwnerKeys.Server;

    /// <summary>The owner.</summary>
    public OwnerId Owner => OwnerKeys.Owner;

    /// <summary>The owner's keys.</summary>
    public OwnerKeys OwnerKeys { get; }

    /// <summary>The agent.</summary>
    public AgentId Agent => new(Device.Agent);

    /// <summary>This device's id.</summary>
    public DeviceId DeviceId => new(Device.Device);

    /// <summary>As peers see it.</summary>
    public string DisplayName { get; }

    /// <summary>Whether the server knows agent and device.</summary>
    public bool IsRegistered => ApiKey is not null || Find("enrolled") is not null;

    /// <summary>The agent's API key; null until registration is finished, and where a device does without.</summary>
    public string? ApiKey => Find("api-key") is { } key ? Encoding.UTF8.GetString(key) : null;

    internal DeviceStore Store => _store;

    internal DeviceKeys Device { get; }

    internal OwnIdentity Own { get; }

    internal Key AgentKey => Own.Key;

    internal AgentIdentity Identity => Own.Identity;

    /// <summary>
    /// Reads the profile in a store; null when the store holds none. The profile then owns the store.
    /// </summary>
    public static DeviceProfile? Load(DeviceStore store)
    {
        var agentKey = WithTransaction(store, () => store.Get(ClientTable.Profile, "agent-key"u8));
        if (agentKey is null || OwnerKeys.Load(store) is not { } owner) return null;
        if (DeviceKeys.Load(store) is { } device) return new DeviceProfile(store, owner, device);
        owner.Dispose();
        return null;
    }

    /// <summary>
    /// Makes a new agent and device, and a new owner unless the store has one, and stores them before any server hears
    /// of them. The profile then owns the store.
    /// </summary>
    /// <param name="store">One without a device.</param>
    /// <param name="server">Where they will be registered; an owner that is there already stays where it is.</param>
    /// <param name="displayName">1 to <see cref="Limits.MaxDisplayName"/> characters.</param>
    public static DeviceProfile Create(DeviceStore store, Uri server, string displayName)
    {
        using var owner = OwnerKeys.Load(store) ?? OwnerKeys.Create(store, server);
        return Create(store, AgentId.New(), RandomNumberGenerator.GetBytes(ExportableKeys.SeedSize), displayName);
    }

    /// <summary>
    /// Makes a new device of an agent that exists, whose identity key the owner's keys hold. The profile then owns the
    /// store.
    /// </summary>
    /// <param name="store">One with an owner and without a device.</param>
    /// <param name="owner">The store's owner; the caller disposes it.</param>
    /// <param name="agent">One of <see cref="OwnerKeys"/>' agents.</param>
    /// <exception cref="ExchangeException"><c>not-found</c>: the owner's keys do not hold this agent.</exception>
    public static DeviceProfile CreateDevice(DeviceStore store, OwnerKeys owner, AgentId agent)
    {
        var found = owner.Open().Agents.FirstOrDefault(one => one.Agent == agent.Value)
            ?? throw new ExchangeException("not-found", $"The owner's vault has no agent {agent}.");
        return Create(store, agent, ExportableKeys.Seed(found.Aik), found.Name);
    }

    /// <summary>Whether <see cref="ApiKey"/> is the key with this id.</summary>
    /// <param name="keyId">As <see cref="KeyInfo.Id"/> has it.</param>
    public bool HasKey(string keyId) => ApiKey?.Contains(keyId, StringComparison.Ordinal) ?? false;

    /// <summary>Keeps an API key of the agent in the place of <see cref="ApiKey"/>.</summary>
    public void UseKey(string apiKey) => Keep("api-key", Encoding.UTF8.GetBytes(apiKey));

    /// <inheritdoc />
    public void Dispose()
    {
        Device.Dispose();
        OwnerKeys.Dispose();
        Own.Dispose();
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

    internal void Drop(string name) => WithTransaction(_store, () =>
    {
        _store.Delete(ClientTable.Profile, Encoding.ASCII.GetBytes(name));
        return true;
    });

    internal static T WithTransaction<T>(DeviceStore store, Func<T> work)
    {
        using var transaction = store.Begin();
        var result = work();
        transaction.Commit();
        return result;
    }

    private byte[] Read(string name) =>
        Find(name) ?? throw new DeviceStoreException("store-damaged", $"The profile has lost its {name}.");

    private static DeviceProfile Create(DeviceStore store, AgentId agent, byte[] agentSeed, string displayName)
    {
        WithTransaction(store, () =>
        {
            store.Put(ClientTable.Profile, "name"u8, Encoding.UTF8.GetBytes(displayName));
            store.Put(ClientTable.Profile, "agent-key"u8, agentSeed);
            return true;
        });
        CryptographicOperations.ZeroMemory(agentSeed);
        DeviceKeys.Create(store, agent.Value).Dispose();
        return Load(store) ?? throw new InvalidOperationException("The profile was not stored.");
    }
}
