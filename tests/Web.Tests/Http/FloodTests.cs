using System.Net;
using ContextExchange.Web.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Http;

/// <summary>What a stranger can send without limit leaves nothing behind.</summary>
public sealed class FloodTests
{
    [Theory]
    [InlineData("/", "evil.example")]
    [InlineData("/health/nothing", "localhost:8080")]
    public async Task RefusalsBeforeEveryLimitDoNotFillTheAuditLog(string path, string host)
    {
        await using var server = new TestServer();
        using var client = server.Anonymous("192.0.2.77");
        client.DefaultRequestHeaders.Host = host;
        for (var request = 0; request < 200; request++)
            (await client.GetAsync(path)).Dispose();

        Assert.InRange(server.Audit.Drain().Count(), 1, 60);
    }

    [Fact]
    public async Task AWrongBootstrapCodeMakesNoOwner()
    {
        await using var server = new TestServer();
        var right = await server.BootstrapCodeAsync();
        var bootstrap = server.Services.GetRequiredService<Bootstrap>();
        var wrong = CredentialText.Create(CredentialKind.Bootstrap).Reveal();
        OwnerId stranger = OwnerId.New(), administrator = OwnerId.New();
        var creation = new OwnerCreation("Administrator", null, default);

        var refused = await bootstrap.RedeemAsync(wrong, stranger, creation);
        var taken = await bootstrap.RedeemAsync(right, administrator, creation);

        Assert.False(refused);
        Assert.Null(await OwnerAsync(server, stranger));
        Assert.True(taken);
        Assert.True((await OwnerAsync(server, administrator))?.Operator);
    }

    [Fact]
    public async Task AnOwnerHasAFewStreamsAtATimeAndALeftOneMakesRoom()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var streams = new List<HttpResponseMessage>();
        for (var stream = 0; stream < 16; stream++)
            streams.Add(await OpenAsync(owner));

        using var tooMany = await OpenAsync(owner);
        streams[0].Dispose();
        HttpResponseMessage again;
        while ((again = await OpenAsync(owner)).StatusCode != HttpStatusCode.OK)
            again.Dispose();

        Assert.Equal("rate-limited", await tooMany.CodeAsync());
        again.Dispose();
        streams.ForEach(stream => stream.Dispose());
    }

    private static Task<OwnerView?> OwnerAsync(TestServer server, OwnerId owner) =>
        server.Services.GetRequiredService<IGrainFactory>().GetGrain<IOwnerGrain>(owner.ToString()).Get();

    private static Task<HttpResponseMessage> OpenAsync(TestOwner owner) =>
        owner.Http.GetAsync("/v1/activity", HttpCompletionOption.ResponseHeadersRead);
}
