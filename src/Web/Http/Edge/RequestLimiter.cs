using System.Globalization;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Counts requests against the limits that all silos share: per address without a session, per credential with one, and
/// per costly route. Tells what is left in <c>RateLimit-*</c> headers.
/// </summary>
internal sealed class RequestLimiter(LimitAllowances counters, Pepper pepper, ServerOptions options)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private RequestLimits Limits => options.Limits;

    /// <summary>
    /// Before a credential is looked at: nobody tries credentials faster than the fastest session works.
    /// </summary>
    public ValueTask<bool> TakeArrivalAsync(HttpContext context) => PresentedCredential.IsAny(context.Request)
        ? TakeAsync(context, "arrival:" + Origin(context), new LimitRule(Limits.SessionPerMinute * 4, Minute))
        : TakeAsync(context, "address:" + Origin(context),
            new LimitRule(Limits.AnonymousPerMinute, Minute, Limits.AnonymousPerHour, Hour));

    /// <summary>After authentication.</summary>
    public ValueTask<bool> TakeCallAsync(HttpContext context)
    {
        if (context.CallerOrNull is { } caller)
            return TakeAsync(
                context, "session:" + caller.Subject.CredentialId, new LimitRule(Limits.SessionPerMinute, Minute));
        return PresentedCredential.IsAny(context.Request)
            ? TakeAsync(context, "failed:" + Origin(context), new LimitRule(Limits.FailedSignInsPerMinute, Minute))
            : ValueTask.FromResult(true);
    }

    /// <summary>For a route with a limit of its own.</summary>
    public ValueTask<bool> TakeCostAsync(HttpContext context, Cost cost) => cost switch
    {
        Cost.Registration =>
            TakeAsync(context, "register:" + Origin(context), new LimitRule(Limits.RegistrationsPerHour, Hour)),
        Cost.SignIn => TakeAsync(context, "sign-in:" + Origin(context), new LimitRule(Limits.SignInsPerMinute, Minute)),
        Cost.SignInMail => TakeAsync(
            context, "sign-in-mail:" + Origin(context), new LimitRule(Limits.SignInMailsPerHour, Hour)),
        Cost.Invite => TakeAsync(
            context, "invite:" + context.Caller.Owner, new LimitRule(Limits.InvitesPerMinute, Minute)),
        Cost.Socket => TakeAsync(context, "socket:" + Origin(context), new LimitRule(Limits.SocketsPerAddress, Minute)),
        _ => throw new ArgumentOutOfRangeException(nameof(cost), cost, "Not a cost."),
    };

    /// <summary>
    /// Whether a refusal for rate is the first of its address this minute: floods must not fill the audit log.
    /// </summary>
    public ValueTask<bool> IsFirstRefusalAsync(HttpContext context) =>
        IsWithinAsync("refused:" + Origin(context), 1);

    /// <summary>Whether another refusal of a caller without a session is recorded this minute.</summary>
    public ValueTask<bool> IsAmongRecordedRefusalsAsync(HttpContext context) =>
        IsWithinAsync("recorded:" + Origin(context), 60);

    private async ValueTask<bool> IsWithinAsync(string key, int perMinute) =>
        (await counters.TakeAsync(key, new LimitRule(perMinute, Minute))).Allowed;

    private async ValueTask<bool> TakeAsync(HttpContext context, string key, LimitRule rule)
    {
        var state = await counters.TakeAsync(key, rule);
        Tell(context.Response.Headers, state);
        if (!state.Allowed)
            await new Refused(Refusal.RateLimited, state.ResetAfter).ExecuteAsync(context);
        return state.Allowed;
    }

    /// <summary>The limit that binds most is told, when several apply.</summary>
    private static void Tell(IHeaderDictionary headers, LimitState state)
    {
        if (int.TryParse(headers["RateLimit-Remaining"], CultureInfo.InvariantCulture, out var told)
            && told <= state.Remaining
            && state.Allowed)
            return;
        headers["RateLimit-Limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["RateLimit-Reset"] = Math.Ceiling(state.ResetAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
    }

    private string Origin(HttpContext context) => pepper.OriginOf(context.Connection.RemoteIpAddress);
}
