using System.Text;

namespace ContextExchange.Web.Tests.Http;

public sealed class SecurityHeadersTests
{
    private static readonly string[] Always =
    [
        "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy", "Permissions-Policy", "Cache-Control",
    ];

    /// <summary>One line per route: what every response says, whatever it answers.</summary>
    [Fact]
    public async Task TheHeadersOfAllRoutesAreAsRecorded()
    {
        await using var server = new TestServer();
        var snapshot = new StringBuilder();
        foreach (var (method, path) in Requests())
        {
            using var answer = await server.Anonymous().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
            snapshot.Append(method).Append(' ').Append(path).Append(' ').Append((int)answer.StatusCode).Append('\n');
            foreach (var name in Always)
                snapshot.Append("  ").Append(name).Append(": ")
                    .Append(string.Join(", ", answer.Headers.GetValues(name))).Append('\n');
        }

        Snapshot.Matches("headers.txt", snapshot.ToString());
    }

    [Fact]
    public async Task OverHttpsBrowsersAreToldToStayThere()
    {
        await using var server = new TestServer("PublicUrl=https://cex.example", "TrustedProxies=10.0.0.1");
        using var client = server.Anonymous();
        client.BaseAddress = new Uri("https://cex.example");

        using var answer = await client.GetAsync("/health/live");

        Assert.Equal(["max-age=31536000; includeSubDomains"], answer.Headers.GetValues("Strict-Transport-Security"));
    }

    private static IEnumerable<(string Method, string Path)> Requests() =>
        RouteTable.Documented.Where(route => route.Path != "/v1/connect").Select(route => (route.Method, route.Path))
            .Concat([("GET", "/"), ("GET", "/join"), ("GET", "/approvals"),
                ("GET", "/assets/none.js"), ("GET", "/nowhere"),
                ("PUT", "/v1/owners")]);
}
