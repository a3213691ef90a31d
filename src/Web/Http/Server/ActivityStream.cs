using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace ContextExchange.Web.Http;

/// <summary>
/// Writes an activity as server-sent events (WHATWG HTML, 9.2), each as it happens, and a null as a comment: the
/// platform's own result writes no comments.
/// </summary>
internal sealed class ActivityStream(IAsyncEnumerable<ActivityAnswer?> activity) : IResult, IEndpointMetadataProvider
{
    private const string MediaType = "text/event-stream";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (response, ended) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-cache,no-store";
        response.Headers.Pragma = "no-cache";
        response.Headers.ContentEncoding = "identity";
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        await foreach (var answer in activity.WithCancellation(ended))
            await response.WriteAsync(answer is null ? ":\n\n" : TextOf(answer), ended);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(ActivityAnswer), [MediaType]));
    }

    /// <summary>JSON has no line breaks: an event is one line of data.</summary>
    private static string TextOf(ActivityAnswer answer)
    {
        var data = JsonSerializer.Serialize(answer, ExchangeJson.Default.ActivityAnswer);
        return answer.Id is null ? $"event: {answer.Kind}\ndata: {data}\n\n"
            : $"event: activity\ndata: {data}\nid: {answer.Id}\n\n";
    }
}
