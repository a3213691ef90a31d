using System.Net;
using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class TotpApiTests
{
    private const string Ada = "ada@example.org";

    [Fact]
    public async Task WithOneTimeCodesALinkIsOnlyTheFirstStep()
    {
        await using var server = new TestServer();
        var (secret, _) = await SetUpAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var browser = new TestBrowser(server);

        using var confirmed = await browser.ConfirmAsync(await browser.RequestLinkAsync(Ada));
        var half = browser.Session;
        using var answer = await TryAsync(browser, "totp", CodeAt(server, secret));

        Assert.Equal("totp", (string?)(await confirmed.ReadAsync())["next"]);
        Assert.Null(half);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("aal1", (string?)(await browser.AccountAsync())["assurance"]);
    }

    [Fact]
    public async Task ACodeSignsInOnce()
    {
        await using var server = new TestServer();
        var (secret, _) = await SetUpAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var code = CodeAt(server, secret);
        var one = await HalfAsync(server);
        var other = await HalfAsync(server);

        using var first = await TryAsync(one, "totp", code);
        using var second = await TryAsync(other, "totp", code);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal("unauthenticated", await second.CodeAsync());
    }

    [Fact]
    public async Task ACodeWithoutAConfirmedLinkIsWorthNothing()
    {
        await using var server = new TestServer();
        var (secret, _) = await SetUpAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var browser = new TestBrowser(server);
        await browser.RequestLinkAsync(Ada);

        using var answer = await TryAsync(browser, "totp", CodeAt(server, secret));

        Assert.Equal("expired", await answer.CodeAsync());
    }

    [Fact]
    public async Task TheSecondStepEndsWithTheLink()
    {
        await using var server = new TestServer();
        var (secret, _) = await SetUpAsync(server);
        var browser = await HalfAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(10));

        using var answer = await TryAsync(browser, "totp", CodeAt(server, secret));

        Assert.Equal("expired", await answer.CodeAsync());
    }

    [Fact]
    public async Task AfterFiveWrongCodesTheAccountWaits()
    {
        await using var server = new TestServer();
        var (secret, _) = await SetUpAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        var browser = await HalfAsync(server);
        for (var wrong = 0; wrong < 5; wrong++)
        {
            using var refused = await TryAsync(browser, "totp", "abcdef");
            Assert.Equal("unauthenticated", await refused.CodeAsync());
        }

        using var held = await TryAsync(browser, "totp", CodeAt(server, secret));
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        using var later = await TryAsync(browser, "totp", CodeAt(server, secret));

        Assert.Equal("rate-limited", await held.CodeAsync());
        Assert.Equal(TimeSpan.FromMinutes(1), held.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.NoContent, later.StatusCode);
    }

    [Fact]
    public async Task ARecoveryCodeSignsInOnce()
    {
        await using var server = new TestServer();
        var (_, codes) = await SetUpAsync(server);
        var one = await HalfAsync(server);
        var other = await HalfAsync(server);

        using var first = await TryAsync(one, "recovery-code", codes[3].ToUpperInvariant());
        using var second = await TryAsync(other, "recovery-code", codes[3]);
        using var third = await TryAsync(other, "recovery-code", codes[4]);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal("unauthenticated", await second.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, third.StatusCode);
        Assert.Equal(8, (int)(await one.AccountAsync())["recoveryCodesLeft"]!);
    }

    [Fact]
    public async Task WhoHasNeitherCodeIsRecoveredADayLater()
    {
        await using var server = new TestServer();
        await SetUpAsync(server);
        var browser = await HalfAsync(server);

        using var waits = await browser.PostAsync("/v1/sign-in/recovery");
        server.Clock.Advance(TimeSpan.FromHours(24));
        browser = await HalfAsync(server);
        using var recovered = await browser.PostAsync("/v1/sign-in/recovery");

        Assert.Equal("recovery-wait", (string?)(await waits.ReadAsync())["next"]);
        Assert.Equal(HttpStatusCode.NoContent, recovered.StatusCode);
    }

    [Fact]
    public async Task ASecretThatWasNotConfirmedDoesNotCount()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var begun = await browser.PostAsync("/v1/account/totp");
        using var wrong = await browser.PostAsync("/v1/account/totp/confirm", Code("000000x"));

        var account = await browser.SignInByLinkAsync(Ada);

        Assert.StartsWith(
            "otpauth://totp/ContextExchange:ada%40example.org?secret=", (string?)(await begun.ReadAsync())["uri"]);
        Assert.Equal("invalid-signature", await wrong.CodeAsync());
        Assert.False((bool)account["totp"]!);
    }

    [Fact]
    public async Task RemovedOneTimeCodesAreNotAskedForAnyMore()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await SetUpAsync(server, browser);

        using var removed = await browser.Http.DeleteAsync("/v1/account/totp");
        var account = await new TestBrowser(server).SignInByLinkAsync(Ada);

        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(0, (int)account["recoveryCodesLeft"]!);
    }

    internal static async Task<(byte[] Secret, string[] Codes)> SetUpAsync(
        TestServer server, TestBrowser? browser = null)
    {
        browser ??= new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        using var begun = await browser.PostAsync("/v1/account/totp");
        var secret = FromBase32((string)(await begun.ReadAsync())["secret"]!);
        using var confirmed = await browser.PostAsync("/v1/account/totp/confirm", Code(CodeAt(server, secret)));
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var codes = (await confirmed.ReadAsync())["recoveryCodes"]!.AsArray();
        return (secret, [.. codes.Select(code => (string)code!)]);
    }

    private static async Task<TestBrowser> HalfAsync(TestServer server)
    {
        var browser = new TestBrowser(server);
        using var confirmed = await browser.ConfirmAsync(await browser.RequestLinkAsync(Ada));
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        return browser;
    }

    private static Task<HttpResponseMessage> TryAsync(TestBrowser browser, string what, string code) =>
        browser.PostAsync("/v1/sign-in/" + what, Code(code));

    private static JsonObject Code(string code) => new() { ["code"] = code };

    /// <summary>RFC 6238, written once more: what an authenticator shows now.</summary>
    private static string CodeAt(TestServer server, byte[] secret)
    {
        byte[] counter = [.. BitConverter.GetBytes(server.Clock.GetUtcNow().ToUnixTimeSeconds() / 30).Reverse()];
#pragma warning disable CA5350 // Authenticators speak HMAC-SHA-1.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = new BigInteger(hash.AsSpan(hash[19] & 15, 4), isUnsigned: true, isBigEndian: true) % (1L << 31);
        return ((long)number % 1_000_000).ToString("D6");
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(character => Convert.ToString(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }
}
