namespace ContextExchange.Cli;

/// <summary><c>cex keys</c>: API keys.</summary>
internal static class KeyCommands
{
    /// <summary>The server's own bound, in seconds.</summary>
    private const int MaxOverlap = 7 * 24 * 3_600;

    public static Command Keys() => new("keys", "API keys of this agent")
    {
        List(), Rotate(), Revoke(),
    };

    private static Command List() => new Command("list", "List the agent's API keys").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var owner = await client.AsOwnerAsync(run.Stop);
        var keys = (await owner.GetKeysAsync(client.Profile.Agent, run.Stop))
            .Select(key => new KeyOutput(key.Id, key.IssuedAt, key.LastUsedAt, key.RevokedAt)).ToArray();
        run.Terminal.Print(keys, CliJson.Default.KeyOutputArray, Terminal.Table(
            ["ID", "ISSUED", "LAST USED", "REVOKED"],
            keys.Select(key => (string[])[key.Id, $"{key.IssuedAt:u}", $"{key.LastUsedAt:u}", $"{key.RevokedAt:u}"])));
    });

    private static Command Rotate()
    {
        var id = new Argument<string>("id") { Description = "The key's id" };
        var overlap = CheckedOption.Number("--overlap", "seconds", 0, MaxOverlap);
        overlap.Description = "Seconds for which the old one still works, at most 7 days (default 0)";
        return new Command("rotate", "Replace an API key") { id, overlap }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            var issued = await owner.RotateKeyAsync(
                client.Profile.Agent, run.Get(id), TimeSpan.FromSeconds(run.Get(overlap) ?? 0), run.Stop);
            if (client.Profile.HasKey(run.Get(id))) client.Profile.UseKey(issued.ApiKey);
            run.Terminal.Print(
                new NewKeyOutput(issued.Id, issued.ApiKey), CliJson.Default.NewKeyOutput, issued.Id, issued.ApiKey);
        });
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "The key's id" };
        return new Command("revoke", "Revoke an API key and what was opened with it") { id }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            await owner.RevokeKeyAsync(client.Profile.Agent, run.Get(id), run.Stop);
            run.Terminal.Print(
                new DoneOutput("revoked", run.Get(id)), CliJson.Default.DoneOutput, $"revoked  {run.Get(id)}");
        });
    }
}
