using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Builder;
using System.Reflection;

namespace ContextExchange.Web.Http;

/// <summary>
/// The one way in which a request is refused: a problem document (RFC 9457) from the tables of the protocol, the
/// headers that belong to it, and a note for the audit log.
/// </summary>
internal sealed class Refused : IResult, IEndpointMetadataProvider
{
    private readonly string _code;
    private readonly string _title;
    private readonly int _status;
    private readonly bool _retryable;
    private readonly TimeSpan? _retryAfter;

    /// <param name="refusal">Why; not <see cref="Refusal.None"/>.</param>
    /// <param name="retryAfter">How long to wait; null where the table's reader decides.</param>
    /// <param name="status">
    /// Another HTTP status than the table's, where HTTP itself has a better one (405, 415).
    /// </param>
    public Refused(Refusal refusal, TimeSpan? retryAfter = null, int? status = null)
    {
        var meaning = Refusals.Of(refusal);
        _code = meaning.Code;
        _title = meaning.Title;
        _status = status ?? meaning.Http;
        _retryable = meaning.Retryable;
        _retryAfter = retryAfter;
    }

    /// <summary>A message that was neither accepted nor held.</summary>
    public Refused(SendResult result)
    {
        var meaning = SendStatuses.Of(result.Status);
        _code = meaning.Code;
        _title = meaning.Remedy;
        _status = meaning.Http;
        _retryable = meaning.Retryable;
        _retryAfter = meaning.Retryable ? result.RetryAfter : null;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = _status;
        httpContext.NoteOutcome(_code);
        if (_status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (_retryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        var problem = new Problem(
            "urn:contextexchange:problem:" + _code, _title, _status, _code, _retryable, httpContext.TraceIdentifier,
            (long?)_retryAfter?.TotalMilliseconds);
        return response.WriteAsJsonAsync(
            problem, ExchangeJson.Default.Problem, "application/problem+json", httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status400BadRequest, typeof(Problem), ["application/problem+json"]));
    }
}
