namespace ContextExchange.Cli;

/// <summary><c>cex invite</c>: a link that connects another agent once.</summary>
internal static class InviteCommand
{
    public static Command Create()
    {
        var preset = ContractOptions.Preset();
        var hours = new Option<int?>("--expires")
        {
            Description = "Hours until it expires (default 72)", HelpName = "HOURS",
        };
        var boundTo = new Option<string?>("--bound-to")
        {
            Description = "Only this agent may accept", HelpName = "AGENT",
        };
        var ownerReads = ContractOptions.OwnerReads();
        const string description = "Make a link that connects another agent, once";
        return new Command("invite", description) { preset, ownerReads, hours, boundTo }
            .Does(async run =>
            {
                await using var client = await ProfileClient.OpenOrRegisterAsync(run);
                var link = await client.InviteAsync(
                    new InviteRequest(
                        Preset: run.Get(preset) ?? ContractPreset.Balanced,
                        OwnerReads: run.Reads(ownerReads),
                        ExpiresInSeconds: run.Get(hours) is { } number ? number * 3600L : null,
                        BoundTo: run.Get(boundTo) is { } agent ? AgentId.Parse(agent) : null),
                    run.Stop);
                run.Terminal.Print(
                    new InviteOutput(link.Id, $"{link}", run.Reads(ownerReads) ?? true), CliJson.Default.InviteOutput,
                    $"{link}");
                run.Terminal.Say(
                    "Give it to the other side over a channel that you trust; there:  cex accept 'LINK' --as NAME");
            });
    }
}
