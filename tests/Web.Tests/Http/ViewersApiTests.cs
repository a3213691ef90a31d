using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests.Http;

public sealed class ViewersApiTests
{
    private const string Path = "/v1/owners/me/viewer";

    [Fact]
    public async Task AnOwnersViewersAreListedForTheOwnerAndForPeers()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        var (first, second) = (alice.Owner.Viewer(), alice.Owner.Viewer());

        foreach (var viewer in new[] { first, second, first })
        {
            using var put = await alice.Owner.Http.PutAsJsonAsync(Path, BodyOf(viewer));
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        }

        string[] expected = [SignedBodies.Text(first), SignedBodies.Text(second)];
        var own = await (await alice.Owner.Http.GetAsync(Path + "s")).ReadAsync();
        Assert.Equal(expected, own["items"]!.AsArray().Select(item => (string)item!["certificate"]!));
        var page = await (await alice.Owner.Http.GetAsync(Path + "s?limit=1")).ReadAsync();
        Assert.Equal(first.Viewer.ToString("N"), (string?)page["next"]);
        var keys = await (await bob.Owner.Http.GetAsync($"{bob.Path}/connections/{alice.Id}/keys")).ReadAsync();
        Assert.False(keys.ContainsKey("directory"));
        Assert.Equal(expected, keys["viewers"]!.AsArray().Select(item => (string)item!));
    }

    [Fact]
    public async Task OnlyAViewerThatTheOwnersKeySignedAndThatIsInForceIsTaken()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        var viewer = alice.Owner.Viewer();
        (await alice.Owner.Http.PutAsJsonAsync(Path, BodyOf(viewer))).Dispose();

        foreach (var (code, body) in new (string, JsonObject)[]
        {
            ("malformed", new() { ["certificate"] = "AAAA" }),
            ("malformed", []),
            ("malformed", new() { ["certificate"] = SignedBodies.Text(viewer), ["id"] = 1 }),
            ("invalid-signature", BodyOf(bob.Owner.Viewer())),
            ("invalid-signature", BodyOf(alice.Owner.Viewer(ago: TimeSpan.FromMinutes(-6)))),
            ("conflict", BodyOf(alice.Owner.Viewer(viewer.Viewer))),
            ("expired", BodyOf(alice.Owner.Viewer(ago: TimeSpan.FromDays(30)))),
        })
        {
            using var answer = await alice.Owner.Http.PutAsJsonAsync(Path, body);
            Assert.Equal(code, await answer.CodeAsync());
        }
    }

    [Fact]
    public async Task ANewViewerIsRecordedAndSoIsARefusedOne()
    {
        await using var server = new TestServer();
        var (alice, _) = await ConnectedAsync(server);

        (await alice.Owner.Http.PutAsJsonAsync(Path, BodyOf(alice.Owner.Viewer()))).Dispose();
        var taken = await server.Audit.NextAsync("viewer.publish");
        (await alice.Owner.Http.PutAsJsonAsync(Path, new JsonObject { ["certificate"] = "AAAA" })).Dispose();
        var refused = await server.Audit.NextAsync("viewer.publish");

        Assert.Equal(("ok", alice.Owner.Id.ToString()), (taken.Outcome, taken.Actor));
        Assert.Equal("malformed", refused.Outcome);
    }

    [Fact]
    public async Task AnAgentSeesItsOwnKeysAsItsPeersDo()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var device = await alice.AsDeviceAsync();
        var list = DeviceList.Issue(
            alice.Key, alice.Id.Value, alice.Now,
            [new ListedDevice(alice.Device.Value, alice.DeviceKey.RawPublicKey(), alice.Now)], null);
        var body = new JsonObject { ["directory"] = SignedBodies.Text(list) };
        (await device.PutAsJsonAsync(alice.Path + "/directory", body)).Dispose();

        var own = await (await device.GetAsync(alice.Path + "/directory")).ReadAsync();
        var seen = await (await bob.Owner.Http.GetAsync($"{bob.Path}/connections/{alice.Id}/keys")).ReadAsync();

        Assert.True(JsonNode.DeepEquals(own, seen));
        Assert.Equal(SignedBodies.Text(list), (string?)own["directory"]);
        Assert.Equal(SignedBodies.Text(list), (string?)Assert.Single(own["directories"]!.AsArray()));
        Assert.Equal(
            Base64Url.EncodeToString(alice.Owner.Key.RawPublicKey().ToArray()), (string?)own["ownerKey"]);
    }

    private static JsonObject BodyOf(ViewerCertificate viewer) =>
        new() { ["certificate"] = SignedBodies.Text(viewer) };

    private static async Task<(TestAgent Alice, TestAgent Bob)> ConnectedAsync(TestServer server)
    {
        var alice = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        var bob = await (await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob")).EnrolAsync();
        await alice.ConnectAsync(bob);
        return (alice, bob);
    }
}
