namespace ContextExchange.Cli;

/// <summary>Opens the client of a profile for one command.</summary>
internal static class ProfileClient
{
    private const string DefaultServer = "http://localhost:8080";

    /// <summary>The profile's client; it must exist.</summary>
    /// <exception cref="ExchangeException"><c>no-profile</c>.</exception>
    public static async Task<AgentClient> OpenAsync(Invocation run, AgentClientOptions? options = null)
    {
        var folder = ProfileFolder.Of(run.As);
        if (!folder.Exists)
        {
            throw new ExchangeException(
                "no-profile",
                    $"There is no profile '{folder.Name}': make one with  cex register NAME --as {folder.Name}");
        }

        var profile = Load(folder);
        CheckServer(run, folder, profile);
        return await AgentClient.OpenAsync(profile, options ?? OptionsOf(run), run.Stop);
    }

    /// <summary>The profile's client; a new profile is made and registered first, under its own name.</summary>
    /// <param name="run">The command.</param>
    /// <param name="server">Where a new one registers; null for the command's server.</param>
    public static async Task<AgentClient> OpenOrRegisterAsync(Invocation run, Uri? server = null)
    {
        var folder = ProfileFolder.Of(run.As);
        var (client, made, _) = await RegisterAsync(run, folder, folder.Name, server, null, null);
        if (made) run.Terminal.Say($"Made the profile '{folder.Name}': a new owner with a new agent.");
        return client;
    }

    /// <summary>Makes and registers a profile, or finishes what an interrupted registration left.</summary>
    public static async Task<(AgentClient Client, bool Made, bool Operator)> RegisterAsync(
        Invocation run, ProfileFolder folder, string displayName, Uri? server, string? email, string? bootstrap)
    {
        folder.Create();
        var store = folder.OpenStore();
        DeviceProfile? profile = null;
        try
        {
            profile = DeviceProfile.Load(store);
            var made = profile is not { IsRegistered: true };
            profile ??= Create(store, server ?? ServerOf(run), displayName);
            var client = await AgentClient.OpenAsync(profile, OptionsOf(run), run.Stop);
            try
            {
                CheckServer(run, folder, profile);
                var isOperator = made && await client.RegisterAsync(email, bootstrap, run.Stop);
                return (client, made, isOperator);
            }
            catch
            {
                await client.DisposeAsync();
                throw;
            }
        }
        catch when (profile is null)
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>How commands run a client: asking for the owner's passphrase, telling what happens.</summary>
    public static AgentClientOptions OptionsOf(Invocation run) => new()
    {
        AskOwnerPassphrase = () => OwnerPassphrase.Ask(),
        OnReport = report => run.Terminal.Say($"{report.Code}: {Terminal.Clean(report.Detail)}"),
    };

    public static Uri ServerOf(Invocation run) =>
        ServerOrigin.Parse(run.Server ?? Environment.GetEnvironmentVariable("CEX_SERVER") ?? DefaultServer);

    /// <summary>A new owner's keys are put under the passphrase that the environment gives.</summary>
    private static DeviceProfile Create(DeviceStore store, Uri server, string displayName)
    {
        var isNewOwner = OwnerKeys.Load(store) is null;
        var profile = DeviceProfile.Create(store, server, displayName);
        if (isNewOwner && OwnerPassphrase.FromEnvironment() is { } passphrase) profile.OwnerKeys.Protect(passphrase);
        return profile;
    }

    private static DeviceProfile Load(ProfileFolder folder)
    {
        var store = folder.OpenStore();
        if (DeviceProfile.Load(store) is { IsRegistered: true } profile) return profile;
        store.Dispose();
        throw new ExchangeException(
            "no-profile", $"The profile '{folder.Name}' is not registered: run  cex register NAME --as {folder.Name}");
    }

    private static void CheckServer(Invocation run, ProfileFolder folder, DeviceProfile profile)
    {
        if (run.Server is not null && ServerOrigin.Parse(run.Server) != profile.Server)
        {
            var was = profile.IsRegistered ? "is registered" : "has begun to register";
            throw new ExchangeException(
                "usage",
                $"The profile '{folder.Name}' {was} at {profile.Server}: name that server, or use another --as.");
        }
    }
}
