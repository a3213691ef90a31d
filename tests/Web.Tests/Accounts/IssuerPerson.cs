using System.Net;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>What a person's browser does with an issuer.</summary>
internal static class IssuerPerson
{
    public const string Ada = "ada@example.org";

    /// <summary>Signs in by mail and links the identity.</summary>
    public static async Task<JsonObject> LinkAsync(TestServer server, ScriptedIssuer issuer, string id = "test")
    {
        var browser = new TestBrowser(server);
        var account = await browser.SignInByLinkAsync(Ada);
        using var linked = await TryToLinkAsync(browser, issuer, id);
        Assert.Equal(HttpStatusCode.Created, linked.StatusCode);
        return account;
    }

    public static async Task<HttpResponseMessage> TryToLinkAsync(
        TestBrowser browser, ScriptedIssuer issuer, string id = "test") => await browser.PostAsync(
        $"/v1/account/issuers/{id}/complete",
        issuer.Agree(await BeginAsync(browser, $"/v1/account/issuers/{id}")));

    public static async Task<HttpResponseMessage> SignInAsync(
        TestBrowser browser, ScriptedIssuer issuer, string id = "test") =>
        await CompleteAsync(browser, issuer.Agree(await BeginAsync(browser, $"/v1/sign-in/issuers/{id}")), id);

    public static Task<HttpResponseMessage> CompleteAsync(TestBrowser browser, JsonObject body, string id = "test") =>
        browser.PostAsync($"/v1/sign-in/issuers/{id}/complete", (JsonObject)body.DeepClone());

    /// <summary>Where the browser is sent.</summary>
    public static async Task<string> BeginAsync(TestBrowser browser, string path)
    {
        using var answer = await browser.PostAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)(await answer.ReadAsync())["location"]!;
    }
}
