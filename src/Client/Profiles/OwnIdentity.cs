using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The own agent's identity on this device: which key is in force, which were before, and the private half as far as
/// it is here. Another device of the agent may have rotated the key; then the half comes with the owner's vault.
/// </summary>
internal sealed class OwnIdentity : IDisposable
{
    private const string IdentityRow = "agent-identity";
    private const string KeyRow = "agent-key";
    private const string NextRow = "agent-key-next";

    private readonly DeviceStore _store;
    private readonly OwnerKeys _owner;
    private readonly Lock _gate = new();
    private readonly List<Key> _keys = [];
    private volatile Held _held;

    public OwnIdentity(DeviceStore store, OwnerKeys owner, Guid agent)
    {
        (_store, _owner) = (store, owner);
        var key = Import(Find(KeyRow)
            ?? throw new DeviceStoreException("store-damaged", $"The profile has lost its {KeyRow}."));
        var identity = Find(IdentityRow) is { } row
            ? IdentityRows.Read(agent, row)
            : new AgentIdentity(agent, key.RawPublicKey(), owner.PublicKey);
        _held = new Held(identity, Find(key, identity));
    }

    public AgentIdentity Identity => _held.Identity;

    /// <summary>The private half of the key that is in force.</summary>
    /// <exception cref="ExchangeException"><c>agent-key-missing</c>: another device has rotated it.</exception>
    public Key Key
    {
        get
        {
            if (_held.Key is { } held) return held;
            lock (_gate)
            {
                var key = Adopt(_held.Identity) ?? throw new ExchangeException(
                    "agent-key-missing",
                    "The agent's key was rotated on another device: import the owner's vault from there.");
                _held = _held with { Key = key };
                return key;
            }
        }
    }

    /// <summary>A next key was made and is not known to be in force.</summary>
    public bool HasNext => Find(NextRow) is not null;

    /// <summary>The key that the agent gets next: on disk before anybody hears of it, the same until it is in
    /// force.</summary>
    public Key Next()
    {
        lock (_gate)
        {
            if (Find(NextRow) is { } known) return Import(known);
            var seed = RandomNumberGenerator.GetBytes(ExportableKeys.SeedSize);
            Put(NextRow, seed);
            return Import(seed);
        }
    }

    /// <summary>Takes over what was followed: a key that this device does not hold yet is looked for.</summary>
    public void Follow(AgentIdentity identity)
    {
        lock (_gate)
        {
            var before = _held.Identity;
            if (identity == before && identity.Past.AsSpan().SequenceEqual(before.Past.AsSpan())) return;
            Put(IdentityRow, IdentityRows.Write(identity));
            _held = new Held(identity, identity == before ? _held.Key : Adopt(identity));
        }
    }

    public void Dispose()
    {
        foreach (var key in _keys) key.Dispose();
    }

    /// <summary>The key from where it can be: made here, or come with the owner's vault.</summary>
    private Key? Adopt(AgentIdentity identity)
    {
        if (Find(NextRow) is { } next)
        {
            var made = Import(next);
            if (Find(made, identity) is not null) return Keep(made);
        }

        if (!_owner.IsOpen) return null;
        var held = _owner.Open().Agents.FirstOrDefault(one =>
            one.Agent == identity.Agent && one.Aik.RawPublicKey() == identity.Aik);
        if (held is null) return null;
        var copy = ExportableKeys.Copy(SignatureAlgorithm.Ed25519, held.Aik);
        _keys.Add(copy);
        return Keep(copy);
    }

    private Key Keep(Key key)
    {
        var seed = ExportableKeys.Seed(key);
        DeviceProfile.WithTransaction(_store, () =>
        {
            _store.Put(ClientTable.Profile, Name(KeyRow), seed);
            _store.Delete(ClientTable.Profile, Name(NextRow));
            return true;
        });
        CryptographicOperations.ZeroMemory(seed);
        return key;
    }

    private static Key? Find(Key key, AgentIdentity identity) => key.RawPublicKey() == identity.Aik ? key : null;

    private Key Import(byte[] seed)
    {
        var key = ExportableKeys.Import(SignatureAlgorithm.Ed25519, seed);
        _keys.Add(key);
        return key;
    }

    private byte[]? Find(string name) =>
        DeviceProfile.WithTransaction(_store, () => _store.Get(ClientTable.Profile, Name(name)));

    private void Put(string name, byte[] value) => DeviceProfile.WithTransaction(_store, () =>
    {
        _store.Put(ClientTable.Profile, Name(name), value);
        return true;
    });

    private static byte[] Name(string name) => System.Text.Encoding.ASCII.GetBytes(name);

    /// <summary>Read without a lock: the store's thread asks too. The key is null where it is not here.</summary>
    private sealed record Held(AgentIdentity Identity, Key? Key);
}
