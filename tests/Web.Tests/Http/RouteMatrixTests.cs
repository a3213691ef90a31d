using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Web.Tests.Accounts;

namespace ContextExchange.Web.Tests.Http;

/// <summary>
/// Every route against every kind of caller. The routes come from the server, the rules from the protocol text.
/// </summary>
public sealed class RouteMatrixTests
{
    private const string Unknown = "none";

    /// <summary>One that the settings name and that nobody can reach.</summary>
    private const string Issuer = "gone";

    [Fact]
    public void TheServerHasExactlyTheRoutesOfTheProtocol()
    {
        using var server = new TestServer();

        Assert.Equal(RouteTable.Documented.Order(), RouteTable.Mapped(server).Order());
    }

    [Fact]
    public void EveryRouteNamesOnePolicy()
    {
        using var server = new TestServer();

        Assert.Empty(RouteTable.Endpoints(server).Where(endpoint => RouteTable.Letters(endpoint) == "none")
            .Select(endpoint => endpoint.DisplayName));
    }

    [Fact]
    public async Task EveryRouteLetsInWhomItsRowNamesAndNobodyElse()
    {
        await using var server = new TestServer(
            $"Issuers:0:Id={Issuer}", "Issuers:0:Issuer=http://127.0.0.1:1", "Issuers:0:ClientId=cex");
        var callers = await Callers.CreateAsync(server);
        List<string> wrong = [];
        foreach (var (method, path, who) in RouteTable.Documented.Where(route => route.Path != "/v1/activity"))
        {
            foreach (var (role, client) in callers.Clients)
            {
                var expected = Expected(role, who, path.Contains("{agent}", StringComparison.Ordinal));
                var actual = await callers.TryAsync(client, method, path);
                // Deleting what does not exist is not-found for those who are let in, too.
                if (expected == "in" && actual == "not-found" && method == "DELETE"
                    && path.EndsWith("{id}", StringComparison.Ordinal))
                    continue;
                if (expected != actual)
                    wrong.Add($"{method} {path} ({who}) as {role}: expected {expected}, was {actual}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task NoSessionMeansNoActivity()
    {
        await using var server = new TestServer();

        using var answer = await server.Anonymous().GetAsync("/v1/activity");

        Assert.Equal("unauthenticated", await answer.CodeAsync());
    }

    private static string Expected(string role, string who, bool hasAgent)
    {
        if (who == "A")
            return "in";
        if (role == "anonymous")
            return "unauthenticated";
        var kind = role.Split(' ')[^1];
        var letters = who.Split(' ');
        var fits = kind switch
        {
            "key" => letters.Contains("K"),
            "agent" => letters.Contains("S"),
            "device" => letters.Contains("S") || letters.Contains("D"),
            "owner" => letters.Contains("O"),
            "operator" => letters.Contains("O") || letters.Contains("P"),
            "account" => letters.Contains("H") || letters.Contains("W"),
            "account-owner" => letters.Intersect(["H", "W", "O"]).Any(),
            "account-operator" => letters.Intersect(["H", "W", "P"]).Any(),
            "account-auditor" => letters.Contains("H") || letters.Contains("U"),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Unknown role."),
        };
        if (!fits)
            return "forbidden";
        return hasAgent && (role.StartsWith("foreign", StringComparison.Ordinal) || kind == "operator") ? "not-found"
            : "in";
    }

    private sealed class Callers(
        TestAgent agent, TestAgent spare, IReadOnlyList<(string Role, Func<Task<HttpClient>> Client)> clients)
    {
        public IReadOnlyList<(string Role, Func<Task<HttpClient>> Client)> Clients => clients;

        public static async Task<Callers> CreateAsync(TestServer server)
        {
            var boot = await server.BootstrapCodeAsync();
            var admin = await TestOwner.RegisterAsync(server, "Root", boot);
            var owner = await TestOwner.RegisterAsync(server);
            var agent = await (await owner.AddAgentAsync()).EnrolAsync();
            var spare = await owner.AddAgentAsync("spare");
            var stranger = await TestOwner.RegisterAsync(server, "Eve");
            var foreign = await (await stranger.AddAgentAsync("eve")).EnrolAsync();
            return new(agent, spare,
            [
                ("anonymous", () => Task.FromResult(server.Anonymous())),
                ("key", () => Task.FromResult(server.With(agent.ApiKey))),
                ("agent", agent.AsAgentAsync),
                ("device", agent.AsDeviceAsync),
                ("owner", () => SignInAsync(server, owner)),
                ("foreign key", () => Task.FromResult(server.With(foreign.ApiKey))),
                ("foreign agent", foreign.AsAgentAsync),
                ("foreign device", foreign.AsDeviceAsync),
                ("foreign owner", () => SignInAsync(server, stranger)),
                ("operator", () => SignInAsync(server, admin)),
                .. await AccountsAsync(server, admin, owner, stranger),
            ]);
        }

        /// <summary>Accounts of every role, which sign in by passkey as often as they are asked to.</summary>
        private static async Task<IEnumerable<(string Role, Func<Task<HttpClient>> Client)>> AccountsAsync(
            TestServer server, TestOwner admin, TestOwner owner, TestOwner stranger)
        {
            (string Role, TestOwner? Owner)[] roles =
            [
                ("account", null), ("account-owner", owner), ("foreign account-owner", stranger),
                ("account-operator", null), ("account-auditor", null),
            ];
            List<(string Role, Func<Task<HttpClient>> Client)> clients = [];
            foreach (var (role, acting) in roles)
            {
                var email = role.Replace(' ', '.') + "@example.org";
                var authenticator = new SoftwareAuthenticator();
                var browser = new TestBrowser(server);
                await browser.SignInByLinkAsync(email);
                if (acting is not null)
                    await browser.BindAsync(acting);
                using var added = await authenticator.AddToAsync(browser);
                Assert.Equal(HttpStatusCode.Created, added.StatusCode);
                if (role.Split('-')[^1] is "operator" or "auditor")
                    await GiveAsync(admin, email, role.Split('-')[^1]);
                clients.Add((role, async () =>
                {
                    var fresh = new TestBrowser(server);
                    using var signedIn = await authenticator.SignInAsync(fresh);
                    Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
                    await fresh.AccountAsync();
                    return fresh.Http;
                }
                ));
            }

            return clients;
        }

        private static async Task GiveAsync(TestOwner admin, string email, string role)
        {
            using var given = await admin.Http.PutAsJsonAsync(
                "/v1/accounts/role", new JsonObject { ["email"] = email, ["role"] = role });
            Assert.Equal(HttpStatusCode.NoContent, given.StatusCode);
        }

        /// <summary>"in" for every answer but the three that keep callers out.</summary>
        public async Task<string> TryAsync(Func<Task<HttpClient>> make, string method, string path)
        {
            using var client = await make();
            // Parts that no handler can read: whoever is let in gets no further, and not-found can only mean the agent.
            var named = (method, path) == ("DELETE", "/v1/agents/{agent}") ? spare : agent;
            var filled = path.Replace("{agent}", named.Id.ToString(), StringComparison.Ordinal)
                .Replace("{peer}", "x", StringComparison.Ordinal).Replace("{device}", "x", StringComparison.Ordinal)
                .Replace("{message}", "x", StringComparison.Ordinal).Replace("{hash}", "x", StringComparison.Ordinal)
                .Replace("{sequence}", "1", StringComparison.Ordinal)
                .Replace("{account}", "x", StringComparison.Ordinal)
                .Replace("{issuer}", Issuer, StringComparison.Ordinal)
                .Replace("{id}", Unknown, StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(method), filled);
            if (method is not ("GET" or "DELETE"))
                request.Content = JsonContent.Create(new JsonObject { ["nonsense"] = 1 });
            using var answer = await client.SendAsync(request);
            if (answer.IsSuccessStatusCode
                || answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
                return "in";
            return await answer.CodeAsync() is var code and ("unauthenticated" or "forbidden" or "not-found") ? code
                : "in";
        }

        private static async Task<HttpClient> SignInAsync(TestServer server, TestOwner owner)
        {
            var body = await Proofs.MakeAsync(server, owner.Key, owner.Id.Value, Guid.Empty);
            body["owner"] = owner.Id.ToString();
            using var answer = await server.Anonymous().PostAsJsonAsync("/v1/sessions/owner", body);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            return server.With((await answer.ReadAsync())["session"]!.GetValue<string>());
        }
    }
}
