namespace ContextExchange.Cli;

/// <summary><c>cex devices</c> and <c>cex owner code</c>.</summary>
internal static class DeviceCommands
{
    public static Command Devices()
    {
        var command = new Command("devices", "List this agent's devices").Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            var agent = await owner.GetAgentAsync(client.Profile.Agent, run.Stop);
            var devices = agent.Devices.Select(one => new DeviceOutput(
                $"{one.Device}", one.Name, one.Standing, one.Online, one.Acknowledged, one.EnrolledAt)).ToArray();
            run.Terminal.Print(devices, CliJson.Default.DeviceOutputArray, Terminal.Table(
                ["DEVICE", "NAME", "STANDING", "ONLINE", "ACKNOWLEDGED"],
                devices.Select(one => (string[])
                    [one.Device, Terminal.Clean(one.Name), one.Standing, one.Online ? "yes" : "no",
                        $"{one.Acknowledged}"])));
        });
        command.Subcommands.Add(Change("approve", "Let a waiting device speak for the agent",
            (owner, agent, device, ct) => owner.ApproveDeviceAsync(agent, device, ct)));
        command.Subcommands.Add(Change("revoke", "Revoke a device for ever",
            (owner, agent, device, ct) => owner.RevokeDeviceAsync(agent, device, ct)));
        return command;
    }

    public static Command Owner() => new("owner", "The owner behind this profile")
    {
        new Command("code", "Print a code that signs you in to the web page once").Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            var code = await owner.CreatePageCodeAsync(run.Stop);
            var url = $"{ServerOrigin.Of(client.Profile.Server)}/#{code.Code}";
            run.Terminal.Print(new CodeOutput(code.Code, code.ExpiresAt, url), CliJson.Default.CodeOutput, url);
            run.Terminal.Say($"Works once, until {code.ExpiresAt.ToLocalTime():HH:mm:ss}.");
        }),
    };

    private static Command Change(
        string name, string description, Func<ExchangeApi, AgentId, DeviceId, CancellationToken, Task> change)
    {
        var device = new Argument<string>("device") { Description = "The device's id" };
        return new Command(name, description) { device }.Does(async run =>
        {
            if (!DeviceId.TryParse(run.Get(device), out var id))
                throw new ExchangeException("usage", "A device id has 32 hex digits: see  cex devices.");
            await using var client = await ProfileClient.OpenAsync(run);
            var owner = await client.AsOwnerAsync(run.Stop);
            await change(owner, client.Profile.Agent, id, run.Stop);
            run.Terminal.Print(new DoneOutput(name, $"{id}"), CliJson.Default.DoneOutput, $"{name}  {id}");
        });
    }
}
