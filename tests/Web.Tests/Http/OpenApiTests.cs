using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ContextExchange.Web.Tests.Http;

public sealed partial class OpenApiTests
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the document leaves out: itself, and the socket, which OpenAPI cannot describe.</summary>
    private static readonly string[] Undescribed = ["/openapi/v1.json", "/v1/connect"];

    [Fact]
    public async Task TheDocumentDescribesEveryRoute()
    {
        await using var server = new TestServer();

        var document = await (await server.Anonymous().GetAsync("/openapi/v1.json")).ReadAsync();

        var described = from path in document["paths"]!.AsObject()
                        from operation in path.Value!.AsObject()
                        select $"{operation.Key.ToUpperInvariant()} {path.Key}";
        var expected = from route in RouteTable.Documented
                       where !Undescribed.Contains(route.Path)
                       select $"{route.Method} {route.Path}";
        Assert.StartsWith("3.1", (string?)document["openapi"]);
        Assert.Equal(expected.Order(), described.Order());
    }

    [Fact]
    public async Task EveryOperationHasASummaryAndSaysWhetherItNeedsACredential()
    {
        await using var server = new TestServer();

        var document = await (await server.Anonymous().GetAsync("/openapi/v1.json")).ReadAsync();

        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                var who = RouteTable.Documented.Single(route =>
                    route.Path == path && string.Equals(route.Method, method, StringComparison.OrdinalIgnoreCase)).Who;
                Assert.False(string.IsNullOrEmpty((string?)operation!["summary"]), $"{method} {path} has no summary.");
                Assert.Equal(who != "A", operation["security"] is JsonArray { Count: > 0 });
            }
        }
    }

    [Fact]
    public async Task EveryReferenceInTheDocumentLeadsSomewhere()
    {
        await using var server = new TestServer();

        var text = await server.Anonymous().GetStringAsync("/openapi/v1.json");

        var schemas = JsonNode.Parse(text)!["components"]!["schemas"]!.AsObject();
        Assert.All(Reference().Matches(text), match =>
            Assert.True(schemas.ContainsKey(match.Groups["name"].Value), match.Value));
    }

    /// <summary>The TypeScript SDK is held to that file by its own tests.</summary>
    [Fact]
    public async Task TheDocumentStandsInTheProtocolsFolder()
    {
        await using var server = new TestServer();

        var document = await (await server.Anonymous().GetAsync("/openapi/v1.json")).ReadAsync();

        // Where it was asked for says nothing about the interface.
        document.Remove("servers");
        Snapshot.MatchesFile(
            Path.Combine("protocol", "openapi.json"), document.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n");
    }

    [Fact]
    public async Task EveryAnswerWithContentHasASchemaWhoseOptionalMembersMayBeAbsent()
    {
        await using var server = new TestServer();

        var document = await (await server.Anonymous().GetAsync("/openapi/v1.json")).ReadAsync();

        var session = document["components"]!["schemas"]!["SessionItem"]!;
        Assert.DoesNotContain("lastUsedAt", session["required"]!.AsArray().Select(name => (string?)name));
        Assert.Contains("id", session["required"]!.AsArray().Select(name => (string?)name));
        foreach (var (path, operations) in document["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject())
                foreach (var (status, answer) in operation!["responses"]!.AsObject())
                    if (answer!["content"] is JsonObject content)
                        Assert.All(content, type => Assert.True(
                            type.Value!["schema"] is JsonObject { Count: > 0 }, $"{method} {path} {status}"));
    }

    [GeneratedRegex("\"#/components/schemas/(?<name>[^\"]+)\"")]
    private static partial Regex Reference();
}
