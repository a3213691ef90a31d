using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>What stands on disk, and what a restart leaves.</summary>
public sealed class AccountsAtRestTests
{
    private const string Ada = "canary-3b90@example.org";

    [Fact]
    public async Task NeitherTheDataFolderNorTheLogsHoldAnAddressLinkCodeOrCookie()
    {
        await using var server = new TestServer("Storage=sqlite");
        var browser = new TestBrowser(server);
        var link = await browser.RequestLinkAsync(Ada);
        var login = browser.Cookies["__Host-cex-login"];
        using var coded = await browser.PostAsync("/v1/sign-in/link/code", new JsonObject { ["token"] = link });
        using var confirmed = await browser.ConfirmAsync(link);
        await browser.AccountAsync();
        using var begun = await browser.PostAsync("/v1/account/totp");
        string[] secrets =
        [
            Ada, link, link[^49..^6], login, login[13..], (string)(await coded.ReadAsync())["code"]!,
            browser.Session!, browser.Session![^49..^6], browser.Csrf!, (string)(await begun.ReadAsync())["secret"]!,
        ];

        var places = Directory.EnumerateFiles(server.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("lock", StringComparison.Ordinal))
            .Select(file => (file, Text: Encoding.Latin1.GetString(Read(file))))
            .Append(("logs", string.Join('\n', server.Logs.Lines))).ToArray();

        Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
        Assert.All(places, place => Assert.All(secrets, secret => Assert.False(
            place.Item2.Contains(secret, StringComparison.OrdinalIgnoreCase), $"{place.Item1} holds {secret}")));
        // What is searched can be found: the coarse name of the browser is no secret.
        Assert.Contains(places, place => place.Item2.Contains("Firefox on Linux", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ARestartInTheMiddleLosesNeitherTheLinkNorTheSession()
    {
        var folder = Directory.CreateTempSubdirectory("cex-accounts-").FullName;
        try
        {
            string link;
            Dictionary<string, string> cookies, session;
            await using (var server = new TestServer("Storage=sqlite", "DataFolder=" + folder))
            {
                var browser = new TestBrowser(server);
                link = await browser.RequestLinkAsync(Ada);
                cookies = new(browser.Cookies);
                var other = new TestBrowser(server);
                await other.SignInByLinkAsync("eve@example.org");
                session = new(other.Cookies);
            }

            await using var again = new TestServer("Storage=sqlite", "DataFolder=" + folder);
            var resumed = With(again, cookies);
            using var confirmed = await resumed.ConfirmAsync(link);

            Assert.Equal(HttpStatusCode.NoContent, confirmed.StatusCode);
            Assert.Equal(Ada, (string?)(await resumed.AccountAsync())["email"]);
            Assert.Equal("eve@example.org", (string?)(await With(again, session).AccountAsync())["email"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TestBrowser With(TestServer server, Dictionary<string, string> cookies)
    {
        var browser = new TestBrowser(server);
        foreach (var (name, value) in cookies)
            browser.Cookies[name] = value;
        return browser;
    }

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
