using System.Collections.Frozen;
using ContextExchange.Web.Gateway;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Http;

/// <summary>
/// Notices that one agent is refused, or one account fails to be signed in, conspicuously often: counted over all
/// silos, told once an hour. Where counting fails, nothing else does.
/// </summary>
internal sealed partial class RefusalBursts(IGrainFactory grains, AlertPost alerts, ILogger<RefusalBursts> logger)
{
    /// <summary>As many within <see cref="Window"/> are a burst.</summary>
    public const int Many = 20;

    /// <summary>What a correct client is hardly ever refused with.</summary>
    private static readonly FrozenSet<string> Suspicious = new[]
        {
            Refusal.Forbidden, Refusal.NotFound, Refusal.InvalidSignature, Refusal.Frozen, Refusal.Blocked,
            Refusal.Revoked, Refusal.AddressUnproven,
        }
        .Select(refusal => Refusals.Of(refusal).Code)
        .Concat(Enum.GetValues<SendStatus>().Where(RefusalAudit.IsSuspicious)
            .Select(status => SendStatuses.Of(status).Code))
        .ToFrozenSet();

    private static readonly LimitRule Window = new(Many - 1, TimeSpan.FromMinutes(10));
    private static readonly LimitRule Told = new(1, TimeSpan.FromHours(1));

    /// <summary>Whether a state-changing call that ended so counts.</summary>
    public static bool Counts(string outcome) => Suspicious.Contains(outcome);

    /// <summary>An agent was refused something that a correct client would not have asked for.</summary>
    public Task NoteAsync(AgentId agent) => CountAsync(
        $"agent:{agent}", () => alerts.Tell(agent, name => English.AgentRefused(name, Many)));

    /// <summary>A second factor of the account was wrong.</summary>
    public Task NoteAsync(AccountId account) => CountAsync(
        $"account:{account}", () => alerts.Tell(account, English.SignInsFailed(Many)));

    private async Task CountAsync(string subject, Action tell)
    {
        try
        {
            if (await grains.GetGrain<ILimitGrain>("burst:" + subject).Take(Window, 1) is { Allowed: false }
                && await grains.GetGrain<ILimitGrain>("burst-told:" + subject).Take(Told, 1) is { Allowed: true })
                tell();
        }
        catch (Exception failure)
        {
            LogUncounted(failure);
        }
    }

    [LoggerMessage(4112, LogLevel.Warning, "A refusal could not be counted")]
    private partial void LogUncounted(Exception failure);
}
