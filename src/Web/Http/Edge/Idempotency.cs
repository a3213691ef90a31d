using System.Security.Cryptography;
using System.Text;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// Answers a repeated state-changing call with the first one's answer. Runs after authorization, so a repeat by
/// somebody else is judged for itself. Only final answers are kept: what is worth retrying is carried out again.
/// </summary>
internal sealed class Idempotency(IdempotencyStore store, Pepper pepper) : IMiddleware
{
    public const string Header = "Idempotency-Key";
    private const int MaxKey = 64;

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
        var (call, started) = store.Begin(caller, key, digest);
        if (started)
            await CarryOutAsync(context, next, call);
        else if (!call.Digest.Span.SequenceEqual(digest))
            await new Refused(Refusal.Conflict).ExecuteAsync(context);
        else
            await RepeatAsync(context, next, call);
    }

    private async Task CarryOutAsync(HttpContext context, RequestDelegate next, IdempotentCall call)
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
            store.Abandon(call);
            throw;
        }
        finally
        {
            response.Body = wire;
        }

        if (response.StatusCode is >= 500 or StatusCodes.Status429TooManyRequests)
            store.Abandon(call);
        else
            call.Finish(new StoredAnswer(
                response.StatusCode, response.ContentType, response.Headers.Location, copy.ToArray()));
        await wire.WriteAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), context.RequestAborted);
    }

    private static async Task RepeatAsync(HttpContext context, RequestDelegate next, IdempotentCall call)
    {
        if (await call.Answer.WaitAsync(context.RequestAborted) is not { } answer)
        {
            // The first one failed in a way that is worth another try, and this is it.
            await next(context);
            return;
        }

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
}
