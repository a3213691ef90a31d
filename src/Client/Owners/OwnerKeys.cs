using System.Security.Cryptography;
using System.Text;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// An owner's keys in a device store: identity, viewers, and the identity keys of the agents. They stand there like
/// everything else of the device, or, where the owner gave a passphrase, as a vault (CXE1, 6.6) that only it opens:
/// then the device goes on sending and receiving without it, and whatever an owner does asks for it once. Thread safe.
/// </summary>
public sealed class OwnerKeys : IDisposable
{
    private const string VaultRow = "owner-vault";
    private const string PublicRow = "owner-public";
    private const string KeyRow = "owner-key";
    private const string OwnerRow = "owner";
    private const string ServerRow = "server";

    private readonly DeviceStore _store;
    private readonly Lock _gate = new();
    private OwnerVault? _vault;
    private SecretBuffer? _passphrase;

    private OwnerKeys(DeviceStore store, OwnerId owner, Uri server)
    {
        _store = store;
        Owner = owner;
        Server = server;
        IsProtected = Find(VaultRow) is not null;
        PublicKey = Find(PublicRow) is { } key ? new Bytes32(key) : Open().Oik.RawPublicKey();
    }

    /// <summary>The owner.</summary>
    public OwnerId Owner { get; }

    /// <summary>Where it is registered.</summary>
    public Uri Server { get; }

    /// <summary>A passphrase is needed for whatever the owner does.</summary>
    public bool IsProtected { get; private set; }

    /// <summary>
    /// Asked for the passphrase when it is needed first, in UTF-8; null where there is nobody to ask. What it returns
    /// is wiped.
    /// </summary>
    public Func<byte[]?>? AskPassphrase { get; set; }

    internal Bytes32 PublicKey { get; }

    /// <summary>Whether the keys can be used without asking anybody.</summary>
    internal bool IsOpen
    {
        get
        {
            lock (_gate) return _vault is not null || !IsProtected;
        }
    }

    /// <summary>The identity key.</summary>
    /// <exception cref="ExchangeException"><c>owner-locked</c>, <c>wrong-passphrase</c>.</exception>
    internal Key Identity => Open().Oik;

    /// <summary>The owner in a store; null when it holds none.</summary>
    public static OwnerKeys? Load(DeviceStore store)
    {
        var (owner, server) = DeviceProfile.WithTransaction(store, () => (
            store.Get(ClientTable.Profile, Name(OwnerRow)), store.Get(ClientTable.Profile, Name(ServerRow))));
        return owner is not null && server is not null
            ? new OwnerKeys(
                store, new OwnerId(new Guid(owner, bigEndian: true)), new Uri(Encoding.UTF8.GetString(server)))
            : null;
    }

    /// <summary>Makes a new owner, whom no server knows yet.</summary>
    public static OwnerKeys Create(DeviceStore store, Uri server)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        DeviceProfile.WithTransaction(store, () =>
        {
            store.Put(ClientTable.Profile, Name(OwnerRow), ClientRows.Key(OwnerId.New().Value));
            store.Put(ClientTable.Profile, Name(KeyRow), seed);
            store.Put(ClientTable.Profile, Name(ServerRow), Encoding.UTF8.GetBytes(server.ToString()));
            return true;
        });
        CryptographicOperations.ZeroMemory(seed);
        return Load(store) ?? throw new InvalidOperationException("The owner was not stored.");
    }

    /// <summary>
    /// Puts an exported owner into a store that has none, under the same passphrase; or adds what an export of the same
    /// owner knows more.
    /// </summary>
    /// <param name="store">Without an owner, or with the same one.</param>
    /// <param name="vault">As <see cref="Export"/> gave it.</param>
    /// <param name="passphrase">Of the export, in UTF-8; the caller wipes it.</param>
    /// <param name="ask">See <see cref="AskPassphrase"/>: for the keys that the store has already.</param>
    /// <exception cref="ExchangeException">
    /// <c>wrong-passphrase</c>, <c>vault-damaged</c>, <c>conflict</c> (there is another owner).
    /// </exception>
    public static OwnerKeys Import(
        DeviceStore store, byte[] vault, ReadOnlySpan<byte> passphrase, Func<byte[]?>? ask = null)
    {
        using var opened = OpenVault(vault, passphrase);
        if (Load(store) is { } known)
        {
            if (known.Owner.Value == opened.Owner)
            {
                known.AskPassphrase = ask;
                known.Merge(opened);
                return known;
            }

            known.Dispose();
            throw new ExchangeException("conflict", "This profile belongs to another owner: use another --as.");
        }

        var publicKey = opened.Oik.RawPublicKey().ToArray();
        DeviceProfile.WithTransaction(store, () =>
        {
            store.Put(ClientTable.Profile, Name(OwnerRow), ClientRows.Key(opened.Owner));
            store.Put(ClientTable.Profile, Name(PublicRow), publicKey);
            store.Put(ClientTable.Profile, Name(VaultRow), vault);
            store.Put(
                ClientTable.Profile, Name(ServerRow),
                Encoding.UTF8.GetBytes(ServerOrigin.Parse(opened.Origin).ToString()));
            // Whoever exported it had registered it.
            store.Put(ClientTable.Profile, Name("owner-registered"), [1]);
            return true;
        });
        var keys = Load(store) ?? throw new InvalidOperationException("The owner was not stored.");
        keys.AskPassphrase = ask;
        keys.Unlock(passphrase);
        return keys;
    }

    /// <summary>Everything that the owner must not lose, wrapped under a passphrase (Argon2id, 64 MiB).</summary>
    /// <param name="passphrase">UTF-8, not empty; the caller wipes it.</param>
    public byte[] Export(ReadOnlySpan<byte> passphrase) => Open().Seal(passphrase, VaultPassphraseCost.Default);

    /// <summary>What can be shown of them; the passphrase is not asked for.</summary>
    public OwnerKeysInfo Describe()
    {
        var vault = IsOpen ? Open() : null;
        return new OwnerKeysInfo(
            Owner, Server, Convert.ToHexStringLower(PublicKey.Sha256OfBytes().ToArray()), IsProtected,
            vault?.Viewers.Select(one => new ViewerLife(
                one.Viewer.ToString("N"), DateTimeOffset.FromUnixTimeMilliseconds(one.NotBefore),
                DateTimeOffset.FromUnixTimeMilliseconds(one.NotAfter))).ToArray(),
            vault?.Agents.Select(one => new OwnerAgent(new AgentId(one.Agent), one.Name)).ToArray());
    }

    /// <summary>Opens the keys for this process, asking for the passphrase where there is one.</summary>
    /// <exception cref="ExchangeException"><c>owner-locked</c>, <c>wrong-passphrase</c>.</exception>
    public void Unlock() => Open();

    /// <summary>Opens the keys for this process.</summary>
    /// <exception cref="ExchangeException"><c>wrong-passphrase</c>.</exception>
    public void Unlock(ReadOnlySpan<byte> passphrase)
    {
        lock (_gate)
        {
            if (!IsProtected || _vault is not null) return;
            _vault = OpenVault(Find(VaultRow) ?? [], passphrase);
            _passphrase = SecretBuffer.CopyOf(passphrase);
        }
    }

    /// <summary>From now on the keys open under this passphrase only; null puts them back without one.</summary>
    public void Protect(byte[]? passphrase)
    {
        var vault = Open();
        lock (_gate)
        {
            _passphrase?.Dispose();
            _passphrase = passphrase is null ? null : SecretBuffer.CopyOf(passphrase);
            Save(vault);
            IsProtected = passphrase is not null;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _vault?.Dispose();
            _passphrase?.Dispose();
        }
    }

    /// <summary>The keys. They belong to this object.</summary>
    /// <exception cref="ExchangeException"><c>owner-locked</c>, <c>wrong-passphrase</c>.</exception>
    internal OwnerVault Open()
    {
        lock (_gate)
        {
            if (_vault is { } open) return open;
            if (!IsProtected) return _vault = OwnerKeyRows.Read(_store, Owner, Server);
            if (AskPassphrase?.Invoke() is not { Length: > 0 } passphrase)
            {
                throw new ExchangeException(
                    "owner-locked", "The owner's keys are under a passphrase: set CEX_OWNER_PASSPHRASE.");
            }

            Unlock(passphrase);
            CryptographicOperations.ZeroMemory(passphrase);
            return _vault ?? throw new InvalidOperationException("The vault did not open.");
        }
    }

    /// <summary>Replaces the viewers; private keys that are left out are destroyed.</summary>
    internal void KeepViewers(IReadOnlyList<VaultViewer> viewers)
    {
        var open = Open();
        Keep(With(open, viewers, open.Agents));
        foreach (var gone in open.Viewers.Except(viewers)) gone.Ovk.Dispose();
    }

    /// <summary>Adds an agent of the owner, or renames it.</summary>
    internal void KeepAgent(VaultAgent agent)
    {
        var open = Open();
        Keep(With(open, open.Viewers, [.. open.Agents.Where(one => one.Agent != agent.Agent), agent]));
    }

    private static OwnerVault With(
        OwnerVault vault, IReadOnlyList<VaultViewer> viewers, IReadOnlyList<VaultAgent> agents) =>
        new() { Owner = vault.Owner, Oik = vault.Oik, Origin = vault.Origin, Viewers = viewers, Agents = agents };

    private static OwnerVault OpenVault(byte[] blob, ReadOnlySpan<byte> passphrase)
    {
        if (OwnerVault.TryOpen(passphrase, blob, out var vault, out var refusal, out var error)) return vault;
        throw refusal == VaultRefusal.NotAuthentic
            ? new ExchangeException("wrong-passphrase", "The passphrase does not open the owner's vault.")
            : new ExchangeException("vault-damaged", $"That is no owner's vault ({refusal}, {error}).");
    }

    /// <summary>What an export from elsewhere knows more: viewers to read with, and agents.</summary>
    private void Merge(OwnerVault other)
    {
        var open = Open();
        var viewers = open.Viewers
            .Concat(other.Viewers.Where(one => open.Viewers.All(known => known.Viewer != one.Viewer)).Select(Copy))
            .OrderBy(one => one.NotBefore).TakeLast(OwnerVault.MaxViewers).ToArray();
        var agents = open.Agents
            .Select(one => Rotated(one, other) is { } newer ? Copy(newer) : one)
            .Concat(other.Agents.Where(one => open.Agents.All(known => known.Agent != one.Agent)).Select(Copy))
            .ToArray();
        Keep(With(open, viewers, agents));
    }

    /// <summary>The other vault's key of an agent, where this device has followed a rotation to it.</summary>
    private VaultAgent? Rotated(VaultAgent known, OwnerVault other)
    {
        if (Find("agent-identity") is not { } row) return null;
        var aik = IdentityRows.Read(known.Agent, row).Aik;
        return known.Aik.RawPublicKey() == aik
            ? null
            : other.Agents.FirstOrDefault(one => one.Agent == known.Agent && one.Aik.RawPublicKey() == aik);
    }

    private static VaultViewer Copy(VaultViewer viewer) => viewer with
    {
        Ovk = ExportableKeys.Copy(KeyAgreementAlgorithm.X25519, viewer.Ovk),
    };

    private static VaultAgent Copy(VaultAgent agent) => agent with
    {
        Aik = ExportableKeys.Copy(SignatureAlgorithm.Ed25519, agent.Aik),
    };

    private void Keep(OwnerVault vault)
    {
        lock (_gate)
        {
            Save(vault);
            _vault = vault;
        }
    }

    private void Save(OwnerVault vault)
    {
        byte[]? blob = null;
        if (_passphrase is { } passphrase)
        {
            using var lease = passphrase.Open();
            blob = vault.Seal(lease.Bytes, VaultPassphraseCost.Default);
        }

        DeviceProfile.WithTransaction(_store, () =>
        {
            _store.Put(ClientTable.Profile, Name(PublicRow), PublicKey.ToArray());
            if (blob is null)
            {
                _store.Delete(ClientTable.Profile, Name(VaultRow));
                OwnerKeyRows.Write(_store, vault);
            }
            else
            {
                OwnerKeyRows.Clear(_store);
                _store.Put(ClientTable.Profile, Name(VaultRow), blob);
            }

            return true;
        });
    }

    private byte[]? Find(string name) =>
        DeviceProfile.WithTransaction(_store, () => _store.Get(ClientTable.Profile, Name(name)));

    private static byte[] Name(string name) => Encoding.ASCII.GetBytes(name);
}
