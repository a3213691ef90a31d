using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests;

/// <summary>
/// One browser: it keeps the server's cookies, sends its Origin with changes, and the page in it repeats the CSRF
/// token. </summary>
internal sealed class TestBrowser
{
    public const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly TestServer _server;

    public TestBrowser(TestServer server, string address = "192.0.2.1", string userAgent = Firefox)
    {
        _server = server;
        Http = server.CreateDefaultClient(TestServer.Origin, new Jar(this));
        Http.DefaultRequestHeaders.Add(TestServer.AddressHeader, address);
        Http.DefaultRequestHeaders.Add("User-Agent", userAgent);
    }

    public HttpClient Http { get; }

    /// <summary>By name.</summary>
    public Dictionary<string, string> Cookies { get; } = [];

    /// <summary>Sent as X-CSRF-Token; null for no header.</summary>
    public string? Csrf { get; set; }

    public string? Session => Cookies.GetValueOrDefault("__Host-cex");

    public Task<HttpResponseMessage> PostAsync(string path, JsonObject? body = null) => body is null
        ? Http.PostAsync(path, null)
        : Http.PostAsJsonAsync(path, body);

    public Task<HttpResponseMessage> PutAsync(string path, JsonObject body) => Http.PutAsJsonAsync(path, body);

    /// <summary>Reads the account and keeps the token, as the page does after signing in.</summary>
    public async Task<JsonObject> AccountAsync()
    {
        using var answer = await Http.GetAsync("/v1/account");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var account = await answer.ReadAsync();
        Csrf = (string)account["csrf"]!;
        return account;
    }

    /// <summary>Asks for a link and takes it from the mail.</summary>
    public async Task<string> RequestLinkAsync(string email)
    {
        using var asked = await PostAsync("/v1/sign-in/link", new JsonObject { ["email"] = email });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        return await _server.Mail.NextLinkAsync();
    }

    public Task<HttpResponseMessage> ConfirmAsync(string link) =>
        PostAsync("/v1/sign-in/link/confirm", new JsonObject { ["token"] = link });

    /// <summary>Signs in by mail, to an account without factors or a new one.</summary>
    public async Task<JsonObject> SignInByLinkAsync(string email)
    {
        using var confirmed = await ConfirmAsync(await RequestLinkAsync(email));
        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        return await AccountAsync();
    }

    public async Task<HttpResponseMessage> TryToBindAsync(TestOwner owner, Cryptography.Key? key = null)
    {
        var body = await Proofs.MakeAsync(_server, key ?? owner.Key, owner.Id.Value, Guid.Empty);
        body["owner"] = owner.Id.ToString();
        return await PutAsync("/v1/account/owner", body);
    }

    public async Task BindAsync(TestOwner owner)
    {
        using var bound = await TryToBindAsync(owner);
        Assert.Equal(HttpStatusCode.NoContent, bound.StatusCode);
    }

    private sealed class Jar(TestBrowser browser) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (browser.Cookies.Count > 0)
                request.Headers.Add(
                    "Cookie", string.Join("; ", browser.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            if (request.Method != HttpMethod.Get && !request.Headers.Contains("Origin"))
                request.Headers.Add("Origin", TestServer.Origin.GetLeftPart(UriPartial.Authority));
            if (browser.Csrf is not null)
                request.Headers.Add("X-CSRF-Token", browser.Csrf);
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
                foreach (var cookie in cookies)
                    Keep(cookie);
            return answer;
        }

        private void Keep(string cookie)
        {
            var pair = cookie[..cookie.IndexOf(';')].Split('=', 2);
            if (pair[1].Length == 0)
                browser.Cookies.Remove(pair[0]);
            else
                browser.Cookies[pair[0]] = pair[1];
        }
    }
}
