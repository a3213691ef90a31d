using System.Text.RegularExpressions;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Http;

/// <summary>The routes as the protocol text lists them, and as the server has them.</summary>
internal static partial class RouteTable
{
    /// <summary>Pages and the hub are no rows of section 4.</summary>
    private static readonly string[] Elsewhere = [.. PagesApi.Routes, .. PagesApi.Files];

    /// <summary>Rows of section 4: method, path, who.</summary>
    public static IReadOnlyList<(string Method, string Path, string Who)> Documented { get; } = Read();

    /// <summary>What the server maps: method, path without constraints, the policy's letters.</summary>
    public static IReadOnlyList<(string Method, string Path, string Who)> Mapped(TestServer server) =>
    [
        .. from endpoint in Endpoints(server)
           let path = Normal(endpoint.RoutePattern.RawText!)
           where !Elsewhere.Contains(path) && !path.StartsWith("/hub", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["?"]
           select (method, path, Letters(endpoint)),
    ];

    public static IEnumerable<RouteEndpoint> Endpoints(TestServer server)
    {
        _ = server.Server;
        return server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();
    }

    public static string Letters(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>() is [{ Policy: { } policy }]
            ? Enum.Parse<Access>(policy) switch
            {
                Access.Anyone => "A",
                Access.AgentKey => "K",
                Access.AgentKeyOrOwner => "K O",
                Access.Agent => "S",
                Access.AgentDevice => "D",
                Access.AgentOrOwner => "S O",
                Access.Owner => "O",
                Access.Operator => "P",
                Access.OperatorOrAuditor => "P U",
                Access.Account => "H",
                Access.ActingAccount => "W",
                Access.OwnerOrAccount => "O H",
                Access.AnySession => "S O H",
                var other => throw new InvalidOperationException($"{other} has no letter."),
            }
            : "none";

    private static string Normal(string path) =>
        "/" + Constraint().Replace(path, "}").Replace("{documentName}", "v1", StringComparison.Ordinal).Trim('/');

    private static List<(string Method, string Path, string Who)> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "protocol", "exchange-v1.md"));
        text = text[text.IndexOf("<!-- routes -->", StringComparison.Ordinal)
            ..text.IndexOf("## 5 ", StringComparison.Ordinal)];
        return
        [
            .. from Match row in Row().Matches(text)
               select (row.Groups["method"].Value,
                   row.Groups["path"].Value.Replace("…", "/v1/agents/{agent}", StringComparison.Ordinal),
                   row.Groups["who"].Value),
        ];
    }

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^\| `(?<method>[A-Z]+) (?<path>[^`]+)` \| (?<who>[A-Z ]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
