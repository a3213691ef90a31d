namespace ContextExchange.Client.Tests.Live;

/// <summary>Clients of one test, each with its own owner and store; they can be closed and opened again.</summary>
internal sealed class Agents(Uri server) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<AgentClient> _open = [];

    public string Folder => _folder.Path;

    private static TermsInfo Everything => new(
        Category.BuiltIn.ToDictionary(
            category => category.Name, _ => new CategoryLevels(ConsentLevel.Auto, ConsentLevel.Auto)),
        OwnerReads: true);

    /// <summary>Opens an agent's client, registering it the first time.</summary>
    public async Task<AgentClient> OpenAsync(
        string name, AgentClientOptions? options = null, Action<bool>? onCommit = null)
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File(name + ".key"));
        var store = DeviceStore.Open(_folder.File(name + ".db"), protection, onCommit);
        var profile = DeviceProfile.Load(store) ?? DeviceProfile.Create(store, server, name);
        var client = await AgentClient.OpenAsync(profile, options);
        _open.Add(client);
        if (!profile.IsRegistered) await client.RegisterAsync();
        return client;
    }

    /// <summary>Connects two of them by an invite; every category flows by itself unless terms say otherwise.</summary>
    public static async Task IntroduceAsync(AgentClient inviter, AgentClient acceptor, TermsInfo? terms = null)
    {
        var link = await inviter.InviteAsync(new InviteRequest(Terms: terms ?? Everything));
        await acceptor.AcceptAsync(link, terms: terms ?? Everything);
    }

    /// <summary>The files of one agent's device, while it is closed: a clone of it.</summary>
    public void Copy(string name, string clone)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, name + ".*"))
            File.Copy(file, Path.Combine(Folder, clone + Path.GetFileName(file)[name.Length..]));
    }

    /// <summary>Opens a new device of an agent from its owner's vault.</summary>
    public async Task<AgentClient> EnrolAsync(string name, byte[] vault, byte[] passphrase, AgentId agent)
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File(name + ".key"));
        var store = DeviceStore.Open(_folder.File(name + ".db"), protection);
        using var owner = OwnerKeys.Import(store, vault, passphrase);
        var client = await AgentClient.OpenAsync(
            DeviceProfile.CreateDevice(store, owner, agent),
            new AgentClientOptions { AskOwnerPassphrase = () => [.. passphrase] });
        _open.Add(client);
        await client.EnrolAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _open) await client.DisposeAsync();
        _folder.Dispose();
    }
}
