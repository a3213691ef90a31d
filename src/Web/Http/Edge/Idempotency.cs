using System.Security.Cryptography;
using System.Text;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Http;

/// <summary>
/// Answers a repeated state-changing call with the first one's answer, whichever silo gave that. Runs after
/// authorization, so a repeat by somebody else is judged for itself. Only final answers are kept: what is worth
/// retrying is carried out again.
/// </summary>
internal sealed partial class Idempotency(IGrainFactory grains, Pepper pepper, ILogger<Idempotency> logger)
    : IMiddleware
{
    public const string Header = "Idempotency-Key";
    private const int MaxKey = 64;

    /// <summary>A caller's calls are spread over so many grains.</summary>
    private const int Grains = 64;

    private const int MaxAnswer = 64 * 1024;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Request.Headers[Header];
        if (headers.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is null)
        {
            await next(context);
            return;
        }

        if (headers is not [{ Length: >= 1 and <= MaxKey } key] || key.Any(character => character is <= ' ' or > '~'))
        {
            await new Refused(Refusal.Malformed).ExecuteAsync(context);
            return;
        }

        var caller = context.CallerOrNull?.Subject.CredentialId ?? pepper.OriginOf(context.Connection.RemoteIpAddress);
        var digest = await DigestAsync(context.Request);
        var name = pepper.NameOfCall(caller, key);
        var grain = grains.GetGrain<IIdempotencyGrain>($"{caller}:{name[0] % Grains:x2}");
        var call = await grain.Begin(Convert.ToHexStringLower(name), digest);
        switch (call.Standing)
        {
            case IdempotentStanding.Begun:
                await CarryOutAsync(context, next, grain, call.Ticket);
                break;
            case IdempotentStanding.Answered:
                await RepeatAsync(context, StoredAnswer.Parse(call.Answer));
                break;
            case IdempotentStanding.Conflict:
                await new Refused(Refusal.Conflict).ExecuteAsync(context);
                break;
            case IdempotentStanding.UnderWay:
                await new Refused(Refusal.Unavailable, RetryAfter).ExecuteAsync(context);
                break;
            default:
                throw new InvalidOperationException($"{call.Standing} is not a standing.");
        }
    }

    private async Task CarryOutAsync(HttpContext context, RequestDelegate next, IIdempotencyGrain grain, long ticket)
    {
        var response = context.Response;
        var wire = response.Body;
        using var copy = new MemoryStream();
        response.Body = copy;
        try
        {
            await next(context);
        }
        catch
        {
            await TellAsync(grain.Abandon(ticket));
            throw;
        }
        finally
        {
            response.Body = wire;
        }

        var isFinal = response.StatusCode is < 500 and not StatusCodes.Status429TooManyRequests;
        await TellAsync(isFinal && copy.Length <= MaxAnswer
            ? grain.Finish(ticket, new StoredAnswer(
                response.StatusCode, response.ContentType, response.Headers.Location, copy.ToArray()).ToBytes())
            : grain.Abandon(ticket));
        await wire.WriteAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), context.RequestAborted);
    }

    /// <summary>The call has ended, and its caller gets the answer also when nobody could be told.</summary>
    private async Task TellAsync(Task telling)
    {
        try
        {
            await telling;
        }
        catch (Exception failure)
        {
            LogUntold(failure);
        }
    }

    private static async Task RepeatAsync(HttpContext context, StoredAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers.Location = answer.Location;
        context.Response.Headers["Idempotent-Replayed"] = "true";
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    /// <summary>JSON bodies stand in memory by now; no route takes another kind.</summary>
    private static async ValueTask<byte[]> DigestAsync(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        if (request.Body is not MemoryStream body)
            return hash.GetHashAndReset();
        var content = new byte[body.Length];
        await body.ReadExactlyAsync(content, request.HttpContext.RequestAborted);
        body.Position = 0;
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    [LoggerMessage(2102, LogLevel.Warning, "An answer to a call with an idempotency key could not be kept.")]
    private partial void LogUntold(Exception failure);
}
