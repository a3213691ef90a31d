using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Http;

public sealed class OwnersApiTests
{
    [Fact]
    public async Task AnOwnerRegistersAndIsSignedIn()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server, "Ada Lovelace");

        var me = await (await owner.Http.GetAsync("/v1/owners/me")).ReadAsync();

        Assert.Equal(owner.Id.ToString(), (string?)me["owner"]);
        Assert.Equal("Ada Lovelace", (string?)me["displayName"]);
        Assert.False((bool)me["operator"]!);
        Assert.False(me.ContainsKey("email"));
    }

    [Fact]
    public async Task RegisteringAgainWithTheSameKeyIsTheSameOwner()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);

        using var again = await server.Anonymous().PostAsJsonAsync("/v1/owners", await owner.RegistrationAsync());

        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task AnIdThatAnotherKeyHoldsIsAConflict()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var thief = new TestOwner(server);
        var body = await Proofs.MakeAsync(server, thief.Key, owner.Id.Value, Guid.Empty);
        var full = await thief.RegistrationAsync();
        full["owner"] = owner.Id.ToString();
        foreach (var member in new[] { "nonce", "expiry", "signature" })
            full[member] = body[member]!.DeepClone();

        using var answer = await server.Anonymous().PostAsJsonAsync("/v1/owners", full);

        Assert.Equal("conflict", await answer.CodeAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" Ada")]
    [InlineData("Ada\u0007")]
    [InlineData("A\u202Eda")]
    public async Task ANameThatSteersATerminalOrPageIsRefused(string name)
    {
        await using var server = new TestServer();
        var body = await new TestOwner(server).RegistrationAsync(name);

        using var answer = await server.Anonymous().PostAsJsonAsync("/v1/owners", body);

        Assert.Equal("malformed", await answer.CodeAsync());
    }

    [Fact]
    public async Task ASignatureOfAnotherKeyIsRefused()
    {
        await using var server = new TestServer();
        var body = await new TestOwner(server).RegistrationAsync();
        body["signature"] = (await new TestOwner(server).RegistrationAsync())["signature"]!.DeepClone();

        using var answer = await server.Anonymous().PostAsJsonAsync("/v1/owners", body);

        Assert.Equal("invalid-signature", await answer.CodeAsync());
    }

    [Fact]
    public async Task FreezingStopsEveryAgentAndCanBeLifted()
    {
        await using var server = new TestServer();
        var owner = await TestOwner.RegisterAsync(server);
        var agent = await (await owner.AddAgentAsync()).EnrolAsync();

        using var frozen =
            await owner.Http.PostAsJsonAsync("/v1/owners/me/freeze", new JsonObject { ["frozen"] = true });
        using var refused = await server.Anonymous()
            .PostAsJsonAsync("/v1/sessions/device", await agent.DeviceProofAsync());
        using var lifted =
            await owner.Http.PostAsJsonAsync("/v1/owners/me/freeze", new JsonObject { ["frozen"] = false });
        using var back = await server.Anonymous()
            .PostAsJsonAsync("/v1/sessions/device", await agent.DeviceProofAsync());

        Assert.Equal(HttpStatusCode.NoContent, frozen.StatusCode);
        Assert.Equal("unauthenticated", await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        Assert.Equal(HttpStatusCode.Created, back.StatusCode);
    }
}
