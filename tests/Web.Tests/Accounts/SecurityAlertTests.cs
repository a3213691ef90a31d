using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Web.Http;
using ContextExchange.Web.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>Which calls an account is told of by mail, and what the mails say.</summary>
public sealed class SecurityAlertTests
{
    private const string Ada = "ada@example.org";
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36";

    [Fact]
    public async Task ANewAgentsKeyAndDeviceAreToldByTheOwnersNameForItAlone()
    {
        await using var server = new TestServer();
        var (owner, _) = await BoundAsync(server);
        var agent = await owner.AddAgentAsync("alice");
        var key = await NextAsync(server, "a new API key of an agent");
        await agent.EnrolAsync();
        var first = await NextAsync(server, "a new device of an agent");
        var other = agent.Enrolment(DeviceId.New(), Keys.New());
        other["name"] = "Call https://evil.example now";
        using var waiting = await server.With(agent.ApiKey).PostAsJsonAsync(agent.Path + "/devices", other);
        var second = await NextAsync(server, "a device waits for your approval");

        Assert.Equal(HttpStatusCode.Accepted, waiting.StatusCode);
        Assert.Equal(Ada, key.To);
        Assert.Contains("Your agent alice has a new API key.", key.Text);
        Assert.DoesNotContain("cex_live_", key.Text);
        Assert.Contains(agent.Device.ToString(), first.Text);
        Assert.Contains("freeze the agent", first.Text);
        Assert.Contains((string)other["device"]!, second.Text);
        Assert.DoesNotContain("evil", second.Text);
    }

    [Fact]
    public async Task ADeviceThatRenewsItsCertificateIsNoNews()
    {
        await using var server = new TestServer();
        var (owner, _) = await BoundAsync(server);
        var agent = await (await owner.AddAgentAsync()).EnrolAsync();
        await NextAsync(server, "a new device of an agent");
        server.Clock.Advance(TimeSpan.FromDays(1));
        using var renewed = await server.With(agent.ApiKey).PostAsJsonAsync(agent.Path + "/devices", agent.Enrolment());
        var session = await agent.AsDeviceAsync();

        Assert.Equal(HttpStatusCode.Created, renewed.StatusCode);
        Assert.Empty(await RestAsync(server));
        session.Dispose();
    }

    [Fact]
    public async Task AReplacedViewerKeyIsToldAndTheFirstIsNot()
    {
        await using var server = new TestServer();
        var (owner, _) = await BoundAsync(server);
        var first = new JsonObject { ["certificate"] = SignedBodies.Text(owner.Viewer()) };
        using var put = await owner.Http.PutAsJsonAsync("/v1/owners/me/viewer", first);
        using var again = await owner.Http.PutAsJsonAsync("/v1/owners/me/viewer", first);
        var before = await RestAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        using var replaced = await owner.Http.PutAsJsonAsync(
            "/v1/owners/me/viewer", new JsonObject { ["certificate"] = SignedBodies.Text(owner.Viewer()) });

        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.Empty(before);
        Assert.Equal(HttpStatusCode.NoContent, replaced.StatusCode);
        await NextAsync(server, "your viewer key was replaced");
    }

    [Theory]
    [InlineData("192.0.2.1", TestBrowser.Firefox, false)]
    [InlineData("192.0.2.9", TestBrowser.Firefox, true)]
    [InlineData("192.0.2.1", Chrome, true)]
    public async Task ASignInFromANewPlaceIsToldWithoutItsAddress(string address, string userAgent, bool isNews)
    {
        await using var server = new TestServer();
        await new TestBrowser(server).SignInByLinkAsync(Ada);
        await new TestBrowser(server, address, userAgent).SignInByLinkAsync(Ada);
        var told = await RestAsync(server);
        await new TestBrowser(server, address, userAgent).SignInByLinkAsync(Ada);
        var again = await RestAsync(server);

        Assert.Equal(isNews ? ["Security: a sign-in from a new place"] : [], told.Select(mail => mail.Subject));
        Assert.All(told, mail => Assert.DoesNotContain(address, mail.Text));
        Assert.All(told, mail => Assert.Contains(userAgent == Chrome ? "Chrome on Windows" : "Firefox", mail.Text));
        Assert.Empty(again);
    }

    [Fact]
    public async Task TwentyRefusedCallsOfAnAgentAreToldOnceAnHour()
    {
        await using var server = new TestServer();
        var (owner, _) = await BoundAsync(server);
        var agent = await (await owner.AddAgentAsync("alice")).EnrolAsync();
        await NextAsync(server, "a new device of an agent");
        var early = await RefusedAsync(server, agent, 19);
        var told = await RefusedAsync(server, agent, 1);
        var silent = await RefusedAsync(server, agent, 40);
        server.Clock.Advance(TimeSpan.FromHours(1));
        var later = await RefusedAsync(server, agent, 20);

        Assert.Empty(early);
        Assert.Contains("alice was refused 20 times within 10 minutes", Assert.Single(told).Text);
        Assert.Empty(silent);
        Assert.Single(later);
    }

    [Fact]
    public async Task TwentyWrongCodesOfAnAccountAreTold()
    {
        await using var server = new TestServer();
        await TotpApiTests.SetUpAsync(server);
        var thief = new TestBrowser(server);
        using var half = await thief.ConfirmAsync(await thief.RequestLinkAsync(Ada));
        for (var wrong = 0; wrong < RefusalBursts.Many; wrong++)
            using (await thief.PostAsync("/v1/sign-in/totp", new JsonObject { ["code"] = "000000" }))
            {
            }

        var mail = await NextAsync(server, "many failed sign-ins");

        Assert.Equal(Ada, mail.To);
        Assert.Contains("add a passkey", mail.Text);
    }

    [Fact]
    public async Task ABrokenAuditLogIsToldToOperatorsAndToNobodyElse()
    {
        await using var server = new TestServer();
        var code = await server.BootstrapCodeAsync();
        var root = new TestBrowser(server);
        using var opened = await root.PostAsync("/v1/sign-up", new JsonObject
        {
            ["email"] = "root@example.org", ["name"] = "Root", ["bootstrap"] = code,
        });
        await root.AccountAsync();
        using var proven = await root.ConfirmAsync(await root.RequestLinkAsync("root@example.org"));
        await new TestBrowser(server).SignInByLinkAsync(Ada);

        server.Services.GetRequiredService<INoticePost>().TellAuditBroken(7);
        var mail = await NextAsync(server, "the audit log is broken");

        Assert.Equal("root@example.org", mail.To);
        Assert.Contains("position 7", mail.Text);
        Assert.Empty(await RestAsync(server));
    }

    [Fact]
    public async Task AStoppedConversationIsToldOnceAnHourByTheOwnersNameForItsAgentAlone()
    {
        await using var server = new TestServer();
        var (owner, _) = await BoundAsync(server);
        var agent = await owner.AddAgentAsync("alice");
        await NextAsync(server, "a new API key of an agent");
        var post = server.Services.GetRequiredService<INoticePost>();

        post.TellStopped(agent.Id);
        post.TellStopped(agent.Id);
        var told = await RestAsync(server);
        server.Clock.Advance(TimeSpan.FromHours(1));
        post.TellStopped(agent.Id);
        var later = await RestAsync(server);

        Assert.Contains("Your agent alice and another agent answered each other 32 times", Assert.Single(told).Text);
        Assert.Equal(Ada, told[0].To);
        Assert.Single(later);
    }

    [Fact]
    public async Task AlertsComeAlsoInTheQuietTimeAndWithEverythingOff()
    {
        await using var server = new TestServer();
        var (owner, browser) = await BoundAsync(server);
        using var put = await browser.PutAsync("/v1/account/notifications", new JsonObject
        {
            ["approvals"] = "off", ["digestAt"] = "08:00", ["timeZone"] = "UTC",
            ["quiet"] = new JsonObject { ["from"] = "00:00", ["to"] = "23:59" },
        });
        await owner.AddAgentAsync();

        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        await NextAsync(server, "a new API key of an agent");
    }

    private static async Task<(TestOwner Owner, TestBrowser Browser)> BoundAsync(TestServer server)
    {
        var owner = await TestOwner.RegisterAsync(server);
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync(Ada);
        await browser.BindAsync(owner);
        return (owner, browser);
    }

    private static async Task<OutgoingMail> NextAsync(TestServer server, string subject)
    {
        while (true)
            if (await server.Mail.NextAsync() is var mail && mail.Subject == "Security: " + subject)
                return mail;
    }

    private static async Task<IReadOnlyList<OutgoingMail>> RefusedAsync(
        TestServer server, TestAgent agent, int count)
    {
        using var device = await agent.AsDeviceAsync();
        for (var i = 0; i < count; i++)
        {
            using var refused = await device.PutAsJsonAsync(
                $"{agent.Path}/devices/{DeviceId.New()}/prekey", new JsonObject { ["prekey"] = "AA" });
            Assert.Equal("not-found", await refused.CodeAsync());
        }

        return await RestAsync(server);
    }

    /// <summary>The alerts that were queued until now: the queue keeps the order, a last mail closes it.</summary>
    private static async Task<IReadOnlyList<OutgoingMail>> RestAsync(TestServer server)
    {
        var last = new OutgoingMail("last@example.org", "Last", "");
        Assert.True(server.Services.GetRequiredService<MailQueue>().TryAdd(
            () => Task.FromResult<OutgoingMail?>(last)));
        List<OutgoingMail> mails = [];
        while (await server.Mail.NextAsync() is var mail && mail != last)
            if (mail.Subject.StartsWith("Security: ", StringComparison.Ordinal))
                mails.Add(mail);
        return mails;
    }
}
