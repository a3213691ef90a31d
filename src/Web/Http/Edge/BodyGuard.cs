using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ContextExchange.Web.Http;

/// <summary>
/// Takes a JSON body in whole and refuses one that is nested too deeply before anything is made of it. (The
/// serializer's own bound stays wider: the generator of the OpenAPI document writes through the same settings.)
/// </summary>
internal sealed class BodyGuard : IMiddleware
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = Limits.MaxJsonDepth };

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (context.GetEndpoint() is null || !request.HasJsonContentType())
        {
            await next(context);
            return;
        }

        if (!IsUtf8(request.ContentType))
        {
            await new Refused(Refusal.Malformed, status: StatusCodes.Status415UnsupportedMediaType)
                .ExecuteAsync(context);
            return;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > Limits.MaxJsonBody)
            await new Refused(Refusal.TooLarge).ExecuteAsync(context);
        else if (!IsShallow(body.GetBuffer().AsSpan(0, (int)body.Length)))
            await new Refused(Refusal.Malformed).ExecuteAsync(context);
        else
        {
            body.Position = 0;
            request.Body = body;
            await next(context);
        }
    }

    /// <summary>JSON is UTF-8 (RFC 8259, section 8.1), so a charset may only say that.</summary>
    private static bool IsUtf8(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.Charset.Length == 0 || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase));

    private static bool IsShallow(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Strict);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            // Nothing at all is for the route to judge: some take no body.
            return json.IsEmpty;
        }
    }
}
