using ContextExchange.Web.Auth;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ContextExchange.Web.Pages;

/// <summary>
/// Serves the dashboard: one page for every page route, and its files. It shows what a signed-in owner may see through
/// the REST interface; the server renders nothing.
/// </summary>
internal static class PagesApi
{
    /// <summary>
    /// What the dashboard's router knows (<c>dashboard/src/app/paths.ts</c>; a test compares the two).
    /// </summary>
    public static readonly string[] Routes =
    [
        "/",
        "/sign-in",
        "/sign-up",
        "/welcome",
        "/owner",
        "/join",
        "/approvals",
        "/activity",
        "/inbox",
        "/inbox/{agent}/{peer}",
        "/agents",
        "/agents/{agent}",
        "/agents/{agent}/invites",
        "/agents/{agent}/keys",
        "/agents/{agent}/run",
        "/connections/{agent}/{peer}",
        "/usage",
        "/audit",
        "/accounts",
        "/servers",
        "/settings",
    ];

    /// <summary>Files beside the page.</summary>
    public static readonly string[] Files = ["/icon.svg", "/assets/{name}"];

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        foreach (var path in Routes)
            routes.MapGet(path, (HttpContext http, PageFiles files) => Send(http, files.Page))
                .For(Access.Anyone).ExcludeFromDescription();
        routes.MapGet(Files[0], (HttpContext http, PageFiles files) => Find(http, files, "icon.svg"))
            .For(Access.Anyone).ExcludeFromDescription();
        routes.MapGet(Files[1], (HttpContext http, PageFiles files, string name) => Find(http, files, "assets/" + name))
            .For(Access.Anyone).ExcludeFromDescription();
    }

    private static Results<FileContentHttpResult, StatusCodeHttpResult, Refused> Find(
        HttpContext http, PageFiles files, string name) =>
        files.Find(name) is { } file ? Send(http, file) : new Refused(Refusal.NotFound);

    internal static Results<FileContentHttpResult, StatusCodeHttpResult, Refused> Send(HttpContext http, PageFile file)
    {
        SecurityHeaders.AllowPage(http.Response, file.IsImmutable);
        var headers = http.Response.GetTypedHeaders();
        headers.ETag = new EntityTagHeaderValue(file.EntityTag);
        http.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (http.Request.Headers.IfNoneMatch.Contains(file.EntityTag))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (!TakesBrotli(http.Request))
            return TypedResults.Bytes(file.Content, file.Type);
        http.Response.Headers.ContentEncoding = new StringValues("br");
        return TypedResults.Bytes(file.Compressed, file.Type);
    }

    private static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value == "br" && coding.Quality is null or > 0);
}
