using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests.Http;

/// <summary>Suspensions, nacks, re-wraps and decisions: what the edge takes and what it refuses.</summary>
public sealed class ConsentApiTests
{
    private const string Unknown = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task ASuspendedConnectionSaysWhyUntilThisSidesOwnerUnfreezesIt()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var agent = await alice.AsAgentAsync();
        var path = $"{alice.Path}/connections/{bob.Id}";

        using var suspended = await agent.PostAsJsonAsync(path + "/suspend", ReasonOf("wrap-invalid"));
        using var others = await bob.Owner.Http.PostAsync($"{bob.Path}/connections/{alice.Id}/unfreeze", null);
        var seen = await (await bob.Owner.Http.GetAsync($"{bob.Path}/connections/{alice.Id}")).ReadAsync();
        using var own = await alice.Owner.Http.PostAsync(path + "/unfreeze", null);
        var after = await (await alice.Owner.Http.GetAsync(path)).ReadAsync();

        Assert.Equal(HttpStatusCode.NoContent, suspended.StatusCode);
        Assert.Equal(("wrap-invalid", true), ((string?)seen["suspended"], (bool)seen["frozen"]!));
        Assert.Equal((null, false), ((string?)after["suspended"], (bool)after["frozen"]!));
        Assert.Equal("ok", (await server.Audit.NextAsync("connection.suspend")).Outcome);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Wrap invalid")]
    [InlineData("wrap_invalid")]
    [InlineData("naïve")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234x")]
    public async Task AReasonIsANameAndNoText(string reason)
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);

        using var answer = await alice.Owner.Http.PostAsJsonAsync(
            $"{alice.Path}/connections/{bob.Id}/suspend", ReasonOf(reason));
        var seen = await (await alice.Owner.Http.GetAsync($"{alice.Path}/connections/{bob.Id}")).ReadAsync();

        Assert.Equal("malformed", await answer.CodeAsync());
        Assert.False((bool)seen["frozen"]!);
    }

    [Fact]
    public async Task WhatDoesNotGoWithAVerdictIsRefusedBeforeAnybodyIsAsked()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        var path = $"/v1/approvals/{alice.Id}/{bob.Id}/{Unknown}";
        foreach (var (code, body) in new[]
        {
            ("malformed", """{"verdict": "approve"}"""),
            ("malformed", """{"verdict": "approve", "approval": null}"""),
            ("malformed", """{"verdict": "reject", "note": "AAAA"}"""),
            ("malformed", """{"verdict": "reject", "approval": "AAAA"}"""),
            ("malformed", """{"verdict": "send-back", "note": "please"}"""),
            ("malformed", """{"verdict": "send-back", "note": "AAAA"}"""),
            ("malformed", """{"verdict": "maybe"}"""),
            ("not-found", """{"verdict": "reject", "note": null}"""),
            ("not-found", """{"verdict": "send-back"}"""),
        })
        {
            using var answer = await alice.Owner.Http.PostAsJsonAsync(path, JsonNode.Parse(body));
            Assert.Equal(code, await answer.CodeAsync());
        }

        Assert.Equal("malformed", (await server.Audit.NextAsync("hold.decide")).Outcome);
    }

    [Fact]
    public async Task ADeviceMovesItsOwnMarkWithinTheBounds()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var device = await alice.AsDeviceAsync();
        foreach (var (peer, sequence, code) in new (AgentId, JsonNode?, string)[]
        {
            (bob.Id, 7, ""), (bob.Id, 7, ""), (bob.Id, 3, ""), (bob.Id, 0, "malformed"), (bob.Id, null, "malformed"),
            (bob.Id, Limits.MaxMovedSequence + 1, "malformed"), (alice.Id, 7, "not-found"),
            (AgentId.Parse(Unknown), 7, "not-found"),
        })
        {
            using var answer = await device.PutAsJsonAsync(
                $"{alice.Path}/connections/{peer}/sequence", new JsonObject { ["sequence"] = sequence?.DeepClone() });
            if (code.Length == 0) Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            else Assert.Equal(code, await answer.CodeAsync());
        }

        Assert.Equal("ok", (await server.Audit.NextAsync("sequence.move")).Outcome);
    }

    [Fact]
    public async Task NacksAndRewrapsOfEpochsThatAreNotHereAreNotFound()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var device = await alice.AsDeviceAsync();
        var path = $"{alice.Path}/connections/{bob.Id}";
        var nack = Nack.Issue(
            alice.DeviceKey, alice.Id.Value, alice.Device.Value, ConnectionId.Between(alice.Id, bob.Id).Value,
            Bytes32.Sha256("epoch"u8), default, NackReason.PrekeyGone, alice.Now);

        foreach (var (code, body) in new (string, JsonObject)[]
        {
            ("malformed", []), ("malformed", new() { ["nack"] = "AAAA" }),
            ("not-found", new() { ["nack"] = SignedBodies.Text(nack) }),
        })
        {
            using var answer = await device.PostAsJsonAsync(path + "/nacks", body);
            Assert.Equal(code, await answer.CodeAsync());
        }

        foreach (var rewraps in new[] { new JsonArray(), new JsonArray("AAAA"), new JsonArray([.. Enumerable
            .Range(0, 101).Select(_ => (JsonNode)Base64Url.EncodeToString(new byte[Rewrap.Size]))]) })
        {
            using var answer = await alice.Owner.Http.PostAsJsonAsync(
                path + "/rewraps", new JsonObject { ["rewraps"] = rewraps });
            Assert.Equal("malformed", await answer.CodeAsync());
        }

        Assert.Equal("malformed", (await server.Audit.NextAsync("nack.send")).Outcome);
        Assert.Equal("malformed", (await server.Audit.NextAsync("epochs.rewrap")).Outcome);
    }

    private static JsonObject ReasonOf(string reason) => new() { ["reason"] = reason };

    private static async Task<(TestAgent Alice, TestAgent Bob)> ConnectedAsync(TestServer server)
    {
        var alice = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        var bob = await (await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob")).EnrolAsync();
        await alice.ConnectAsync(bob);
        return (alice, bob);
    }
}
