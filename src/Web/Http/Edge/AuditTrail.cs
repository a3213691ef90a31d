using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Http;

/// <summary>
/// Records every state-changing call and every refusal: who, what, about what, how it ended, from where. Never a body,
/// a secret or a plain address. Of refusals for rate only the first per address and minute is recorded, of other
/// refusals of strangers 60. Stands outside of everything that answers, so it fails nothing: the store keeps a record
/// for its next commit (see <see cref="IAuditLog"/>), and one that it cannot take is missing, which the log says.
/// </summary>
internal sealed partial class AuditTrail(
    IAuditLog log, Pepper pepper, RequestLimiter limiter, RefusalBursts bursts, TimeProvider clock,
    ILogger<AuditTrail> logger) : IMiddleware
{
    // The most specific id in a path says what a call was about.
    private static readonly string[] SubjectParts = ["message", "hash", "sequence", "id", "device", "peer", "agent"];

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var action = context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>()?.Action;
        var outcome = context.NotedOutcome ?? (context.Response.StatusCode < 400 ? "ok" : "malformed");
        if (action is null && outcome is "ok" or "aborted")
            return;
        try
        {
            // A refusal does not wait for its record: what cannot be stored may be what was refused for.
            if (outcome != "ok")
                await context.Response.CompleteAsync();
            await RecordAsync(context, action, outcome);
        }
        catch (Exception failure)
        {
            // The call has been carried out or refused, and its caller is told so: nothing here changes that.
            LogUnrecorded(failure.Message);
        }
    }

    private async Task RecordAsync(HttpContext context, string? action, string outcome)
    {
        if (!await IsWorthRecordingAsync(context, outcome))
            return;
        await log.WriteAsync(new AuditRecord(
            clock.GetUtcNow(), ActorOf(context), action ?? NameOf(context), SubjectOf(context), outcome,
            pepper.OriginOf(context.Connection.RemoteIpAddress)));
        if (action is not null && context.CallerOrNull?.Subject.Agent is { } agent && RefusalBursts.Counts(outcome))
            await bursts.NoteAsync(agent);
    }

    private ValueTask<bool> IsWorthRecordingAsync(HttpContext context, string outcome)
    {
        if (outcome == Refusals.Of(Refusal.RateLimited).Code)
            return limiter.IsFirstRefusalAsync(context);
        // Some refusals come before every limit (a foreign Host, say): nobody may fill the log with them.
        return outcome == "ok" || context.CallerOrNull is not null
            ? ValueTask.FromResult(true)
            : limiter.IsAmongRecordedRefusalsAsync(context);
    }

    private static string ActorOf(HttpContext context) => context.NotedActor ?? context.CallerOrNull?.Subject switch
    {
        null => "anonymous",
        { Kind: CredentialKind.AgentKey } key => key.CredentialId,
        { Device: { } device } => device.ToString(),
        { Agent: { } agent } => agent.ToString(),
        { Kind: CredentialKind.AccountSession, SignIn: { } account } => account.Account.ToString(),
        { } owner => owner.Owner.ToString(),
    };

    /// <summary>Reads have no name in the log unless they are refused: then their route names them.</summary>
    private static string NameOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route } ? "read " + route
            : "request.unknown";

    private static string SubjectOf(HttpContext context)
    {
        if (context.NotedSubject is { } noted)
            return noted;
        // What stands in the path of a refused request is the caller's text: only what could be an id is kept.
        foreach (var part in SubjectParts)
            if (context.GetRouteValue(part) is string { Length: <= 64 } value && value.All(char.IsAsciiLetterOrDigit))
                return value;
        return "";
    }

    [LoggerMessage(2103, LogLevel.Error, "A call could not be put on the audit record: {Problem}")]
    private partial void LogUnrecorded(string problem);
}
