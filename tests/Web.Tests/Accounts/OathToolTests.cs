using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>
/// One-time codes as another program makes them: <c>oathtool</c> of the OATH Toolkit, from the secret that people type.
/// </summary>
public sealed class OathToolTests
{
    /// <summary>The server's clock begins 10 seconds into a step of 30.</summary>
    /// <param name="seconds">How far it goes on before the codes are set up.</param>
    [Theory]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(35)]
    [InlineData(86_400)]
    [InlineData(700_000_000)]
    public async Task ACodeCountsInItsStepAndTheNextAndInNoOther(int seconds)
    {
        await using var server = new TestServer();
        server.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync("ada@example.org");

        var next = await ConfirmAsync(server, browser, stepsLater: 1);
        var older = await ConfirmAsync(server, browser, stepsLater: -2);
        var former = await ConfirmAsync(server, browser, stepsLater: -1);
        var current = await ConfirmAsync(server, browser, stepsLater: 0);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity), (next, older));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (former, current));
    }

    /// <summary>Sets codes up with the one that the tool shows so many steps from now.</summary>
    private static async Task<HttpStatusCode> ConfirmAsync(TestServer server, TestBrowser browser, int stepsLater)
    {
        using var begun = await browser.PostAsync("/v1/account/totp");
        var secret = (string)(await begun.ReadAsync())["secret"]!;
        var code = await ShownAsync(secret, server.Clock.GetUtcNow().AddSeconds(30 * stepsLater));
        using var confirmed = await browser.PostAsync("/v1/account/totp/confirm", new JsonObject { ["code"] = code });
        return confirmed.StatusCode;
    }

    /// <summary>What the tool shows at a time.</summary>
    private static async Task<string> ShownAsync(string secret, DateTimeOffset time)
    {
        var now = time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("oathtool", ["--totp", "--base32", "--now", now, secret])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("oathtool was not started.");
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return printed.Trim();
    }
}
