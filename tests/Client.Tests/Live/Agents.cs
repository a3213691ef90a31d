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
        if (profile.ApiKey is null) await client.RegisterAsync();
        return client;
    }

    /// <summary>Connects two of them by an invite; every category flows by itself unless terms say otherwise.</summary>
    public static async Task IntroduceAsync(AgentClient inviter, AgentClient acceptor, TermsInfo? terms = null)
    {
        var link = await inviter.InviteAsync(new InviteRequest(Terms: terms ?? Everything));
        await acceptor.AcceptAsync(link, null, terms ?? Everything);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _open) await client.DisposeAsync();
        _folder.Dispose();
    }
}
