namespace ContextExchange.Cli;

/// <summary><c>cex register NAME</c>: owner, agent and device in one go.</summary>
internal static class RegisterCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "What peers see, up to 80 characters" };
        var email = new Option<string?>("--email")
        {
            Description = "The owner's address, as a note: it proves nothing, and no mail goes there",
        };
        var bootstrap = new Option<string?>("--bootstrap")
        {
            Description = "The code that the server printed at its first start: makes this owner the operator",
            HelpName = "CODE",
        };
        const string description = "Make new keys and register an owner, an agent and this device";
        return new Command("register", description) { name, email, bootstrap }
            .Does(async run =>
            {
                var displayName = run.Get(name);
                var folder = ProfileFolder.Of(run.As ?? (ProfileFolder.IsName(displayName) ? displayName : null));
                var (client, made, isOperator) = await ProfileClient.RegisterAsync(
                    run, folder, displayName, null, run.Get(email), run.Get(bootstrap));
                await using (client)
                {
                    var profile = client.Profile;
                    if (!made) run.Terminal.Say($"The profile '{folder.Name}' was registered before.");
                    run.Terminal.Print(
                        new ProfileOutput(
                            folder.Name, profile.DisplayName, ServerOrigin.Of(profile.Server), $"{profile.Owner}",
                            $"{profile.Agent}", $"{profile.DeviceId}", isOperator),
                        CliJson.Default.ProfileOutput,
                        $"profile  {folder.Name}",
                        $"server   {ServerOrigin.Of(profile.Server)}",
                        $"agent    {profile.Agent}");
                }
            });
    }
}
