namespace ContextExchange.Cli;

/// <summary><c>cex devices</c>.</summary>
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
            async (client, device, ct) =>
                await (await client.AsOwnerAsync(ct)).ApproveDeviceAsync(client.Profile.Agent, device, ct)));
        command.Subcommands.Add(Change("remove", "Take a device out of the agent's signed list, and revoke it for ever",
            (client, device, ct) => client.RemoveDeviceAsync(device, ct)));
        return command;
    }

    private static Command Change(
        string name, string description, Func<AgentClient, DeviceId, CancellationToken, Task> change)
    {
        var device = new Argument<string>("device") { Description = "The device's id" };
        return new Command(name, description) { device }.Does(async run =>
        {
            if (!DeviceId.TryParse(run.Get(device), out var id))
                throw new ExchangeException("usage", "A device id has 32 hex digits: see  cex devices.");
            await using var client = await ProfileClient.OpenAsync(run);
            await change(client, id, run.Stop);
            run.Terminal.Print(new DoneOutput(name, $"{id}"), CliJson.Default.DoneOutput, $"{name}  {id}");
        });
    }
}
