using ContextExchange.Web.Auth;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Pages;

/// <summary>
/// The first page and the invite page: a few files inside this assembly. They show what a signed-in owner may see
/// through the REST interface; the server renders nothing.
/// </summary>
internal static class PagesApi
{
    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/join", "join.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/join.js", "join.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        foreach (var (path, file, type) in Files)
        {
            var content = Read(file);
            routes.MapGet(path, (HttpContext http) =>
            {
                SecurityHeaders.AllowPage(http.Response);
                return TypedResults.Bytes(content, type);
            }).For(Access.Anyone).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PagesApi).Assembly.GetManifestResourceStream("pages/" + file)
            ?? throw new InvalidOperationException($"The page {file} is not in the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
