using ContextExchange.Web.Http;
using ContextExchange.Web.Words;

namespace ContextExchange.Web.Mail;

/// <summary>
/// Sends security alerts to the proven addresses of accounts, whatever their settings say. Whom and about which agent
/// is looked up when a mail's turn comes, so that no call takes longer for it.
/// </summary>
internal sealed class AlertPost(MailQueue mails, IGrainFactory grains, ServerAddress address)
{
    private static readonly LimitRule Hourly = new(1, TimeSpan.FromHours(1));

    public void Tell(AccountId account, SecurityAlert alert) => mails.TryAdd(() => ComposeAsync(account, alert));

    /// <summary>Tells the account that acts for the owner; nobody where there is none.</summary>
    public void Tell(OwnerId owner, SecurityAlert alert) => mails.TryAdd(() => ComposeAsync(owner, alert));

    /// <summary>Tells the account that acts for the agent's owner; nobody where there is none.</summary>
    /// <param name="agent">Which agent.</param>
    /// <param name="alert">By the agent's name.</param>
    public void Tell(AgentId agent, Func<string, SecurityAlert> alert) =>
        mails.TryAdd(() => ComposeAsync(agent, alert));

    /// <summary>The same about a conversation that the server has stopped, once an hour.</summary>
    public void TellStopped(AgentId agent) => mails.TryAdd(
        async () => await grains.GetGrain<ILimitGrain>($"stopped-told:{agent}").Take(Hourly, 1) is { Allowed: true }
            ? await ComposeAsync(agent, English.ConversationStopped)
            : null);

    /// <summary>Tells every account that is an operator.</summary>
    public async Task TellOperatorsAsync(SecurityAlert alert)
    {
        foreach (var account in await grains.GetGrain<IOperatorsGrain>(IOperatorsGrain.All).List())
            if (await grains.Account(account).GetStanding() is { Role: AccountRole.Operator })
                Tell(account, alert);
    }

    private async Task<OutgoingMail?> ComposeAsync(AgentId agent, Func<string, SecurityAlert> alert) =>
        await grains.Agent(agent).Get() is { } view ? await ComposeAsync(view.Owner, alert(view.DisplayName)) : null;

    private async Task<OutgoingMail?> ComposeAsync(OwnerId owner, SecurityAlert alert) =>
        await grains.AccountName("owner", owner.Value.ToByteArray(bigEndian: true)).Find() is { } account
            ? await ComposeAsync(account, alert)
            : null;

    private async Task<OutgoingMail?> ComposeAsync(AccountId account, SecurityAlert alert) =>
        await grains.Account(account).Get() is { EmailVerified: true } view
            ? English.Alert(view.Email, alert, address.Origin)
            : null;
}
