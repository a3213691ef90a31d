using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Http;

/// <summary>
/// The one place where exceptions end: what the framework could not read is malformed, everything else is a failure of
/// ours and becomes <see cref="Refusal.Unavailable"/>. Also gives bare answers of the framework (wrong method) a
/// problem document.
/// </summary>
internal sealed partial class FailureBoundary(ILogger<FailureBoundary> logger) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has left; there is nobody to answer.
            context.NoteOutcome("aborted");
            return;
        }
        catch (BadHttpRequestException exception)
        {
            await AnswerAsync(context, exception.StatusCode);
            return;
        }
        catch (Exception exception)
        {
            Failed(logger, exception, context.TraceIdentifier, context.GetEndpoint()?.DisplayName ?? "no route");
            if (context.Response.HasStarted)
                throw;
            await new Refused(Refusal.Unavailable, TimeSpan.FromSeconds(1)).ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null or 0 })
            await AnswerAsync(context, response.StatusCode);
    }

    private static Task AnswerAsync(HttpContext context, int status)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        var refused = status switch
        {
            StatusCodes.Status401Unauthorized => new Refused(Refusal.Unauthenticated),
            StatusCodes.Status403Forbidden => new Refused(Refusal.Forbidden),
            StatusCodes.Status404NotFound => new Refused(Refusal.NotFound),
            StatusCodes.Status413PayloadTooLarge => new Refused(Refusal.TooLarge),
            >= 500 => new Refused(Refusal.Unavailable, TimeSpan.FromSeconds(1)),
            _ => new Refused(Refusal.Malformed, status: status),
        };
        return refused.ExecuteAsync(context);
    }

    [LoggerMessage(2101, LogLevel.Error, "Request {RequestId} to {Route} failed.")]
    private static partial void Failed(ILogger logger, Exception exception, string requestId, string route);
}
