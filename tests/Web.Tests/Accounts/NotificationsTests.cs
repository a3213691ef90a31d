using System.Net;
using System.Text.Json.Nodes;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Accounts;

public sealed class NotificationsTests
{
    private const string Path = "/v1/account/notifications";

    [Fact]
    public async Task AHeldMessageBecomesAMailThatSaysWhoseItIsAndNotWhatItIs()
    {
        await using var server = new TestServer();
        var (alice, bob, _, _) = await HeldMessageTests.HeldAsync(server);
        var browser = new TestBrowser(server);
        var account = await browser.SignInByLinkAsync("ben@example.org");
        await browser.BindAsync(bob.Owner);
        await FindAsync(server);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await NoticesOf(server, account).CarryOutDue();

        var mail = await NextDecisionMailAsync(server);

        Assert.Equal("ben@example.org", mail.To);
        Assert.Equal("1 message waits for your decision", mail.Subject);
        Assert.Equal("""
            Before it goes on, you are asked:

              Ben: 1 message

            Read and decide here:

            http://localhost:8080/approvals

            It ends undecided on 28 May 2026 at 21:26 (UTC).
            When such mails come is yours to choose in the settings: http://localhost:8080/settings

            -- 
            ContextExchange

            """.ReplaceLineEndings("\n"), mail.Text);
        Assert.DoesNotContain(alice.Name, mail.Text);
        Assert.DoesNotContain("schedule", mail.Text);
    }

    [Fact]
    public async Task WhoUsesThePageIsNotDisturbed()
    {
        await using var server = new TestServer();
        var (_, bob, _, _) = await HeldMessageTests.HeldAsync(server);
        var browser = new TestBrowser(server);
        var account = await browser.SignInByLinkAsync("ben@example.org");
        await browser.BindAsync(bob.Owner);
        await FindAsync(server);
        server.Clock.Advance(TimeSpan.FromSeconds(59));

        using var seen = await browser.PostAsync(Path + "/seen");
        server.Clock.Advance(TimeSpan.FromSeconds(59));
        await NoticesOf(server, account).CarryOutDue();
        var watched = await NoticesOf(server, account).Compose(1);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await NoticesOf(server, account).CarryOutDue();
        var mail = await NextDecisionMailAsync(server);

        Assert.Equal(HttpStatusCode.NoContent, seen.StatusCode);
        Assert.Null(watched);
        Assert.Equal("ben@example.org", mail.To);
    }

    [Fact]
    public async Task TheDefaultsAreToldAndSettingsKept()
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync("ben@example.org");
        var chosen = new JsonObject
        {
            ["approvals"] = "digest", ["digestAt"] = "06:30", ["timeZone"] = "Europe/Berlin",
            ["quiet"] = new JsonObject { ["from"] = "22:00", ["to"] = "07:15" },
        };

        var before = await (await browser.Http.GetAsync(Path)).ReadAsync();
        using var put = await browser.PutAsync(Path, (JsonObject)chosen.DeepClone());
        var after = await (await browser.Http.GetAsync(Path)).ReadAsync();
        var elsewhere = new TestBrowser(server);
        await elsewhere.SignInByLinkAsync("eve@example.org");

        Assert.Equal(
            """{"approvals":"immediate","digestAt":"08:00","timeZone":"UTC"}""", before.ToJsonString());
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        Assert.True(JsonNode.DeepEquals(chosen, after));
        Assert.Equal("immediate", (string?)(await (await elsewhere.Http.GetAsync(Path)).ReadAsync())["approvals"]);
    }

    [Theory]
    [InlineData("""{"approvals":"sometimes","digestAt":"08:00","timeZone":"UTC"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"8","timeZone":"UTC"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"24:00","timeZone":"UTC"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00:30","timeZone":"UTC"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00","timeZone":"Mars/Olympus"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00","timeZone":"../../../etc/passwd"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00"}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00","timeZone":"UTC","quiet":{"from":"07:00","to":"07:00"}}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00","timeZone":"UTC","quiet":{"from":"07:00"}}""")]
    [InlineData("""{"approvals":"digest","digestAt":"08:00","timeZone":"UTC","alerts":"off"}""")]
    public async Task WhatIsNoSettingIsRefusedAndChangesNothing(string body)
    {
        await using var server = new TestServer();
        var browser = new TestBrowser(server);
        await browser.SignInByLinkAsync("ben@example.org");

        using var put = await browser.PutAsync(Path, JsonNode.Parse(body)!.AsObject());

        Assert.Equal("malformed", await put.CodeAsync());
        Assert.Equal("immediate", (string?)(await (await browser.Http.GetAsync(Path)).ReadAsync())["approvals"]);
    }

    private static bool IsDecision(OutgoingMail mail) => mail.Subject.EndsWith("decision", StringComparison.Ordinal);

    private static async Task<OutgoingMail> NextDecisionMailAsync(TestServer server)
    {
        while (true)
            if (await server.Mail.NextAsync() is var mail && IsDecision(mail))
                return mail;
    }

    private static async Task FindAsync(TestServer server)
    {
        // The sweeper works at its own pace.
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        await server.Services.GetRequiredService<IGrainFactory>().GetGrain<ISweepGrain>(ISweepGrain.Asked).Sweep();
    }

    private static INoticesGrain NoticesOf(TestServer server, JsonObject account) =>
        server.Services.GetRequiredService<IGrainFactory>().GetGrain<INoticesGrain>((string)account["account"]!);
}
