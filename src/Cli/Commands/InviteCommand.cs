using System.Net.Mail;

namespace ContextExchange.Cli;

/// <summary><c>cex invite</c>: a link that connects another agent once.</summary>
internal static class InviteCommand
{
    public static Command Create()
    {
        var preset = ContractOptions.Preset();
        var hours = CheckedOption.Number("--expires", "hours", 1, (int)Limits.MaxInviteLifetime.TotalHours);
        hours.Description = "Hours until it expires, at most 30 days (default 72)";
        var boundTo = CheckedOption.Of<Bound>(
            "--bound-to", "an agent's whole id, 32 hex digits, or a mail address",
            text => AgentId.TryParse(text, out var agent) ? new Bound(agent, null)
                : MailAddress.TryCreate(text, out _) ? new Bound(null, text) : null);
        boundTo.Description = "Who alone may accept: this agent, or the account that has proven this address";
        boundTo.HelpName = "AGENT|MAIL";
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
                        BoundTo: run.Get(boundTo)?.Agent, BoundEmail: run.Get(boundTo)?.Email),
                    run.Stop);
                run.Terminal.Print(
                    new InviteOutput(link.Id, $"{link}", run.Reads(ownerReads) ?? true), CliJson.Default.InviteOutput,
                    $"{link}");
                run.Terminal.Say(
                    "Give it to the other side over a channel that you trust; there:  cex accept 'LINK' --as NAME");
            });
    }

    /// <summary>Who alone may accept: one of the two.</summary>
    private readonly record struct Bound(AgentId? Agent, string? Email);
}
