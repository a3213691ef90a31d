using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests.Http;

public sealed class PrekeysApiTests
{
    [Fact]
    public async Task APeerGetsEachOneTimePrekeyOnce()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var published = await alice.AsDeviceAsync();
        using var taker = await bob.AsDeviceAsync();
        var path = PathOf(alice);
        using var posted = await published.PostAsJsonAsync(path, BodyOf(Prekeys(alice, 2)));

        List<string> taken = [];
        for (var turn = 0; turn < 3; turn++)
        {
            using var answer = await taker.PostAsync($"{bob.Path}/connections/{alice.Id}/prekeys", null);
            taken.AddRange((await answer.ReadAsync())["prekeys"]!.AsArray().Select(item => (string)item!));
        }

        Assert.Equal(2, (int)(await posted.ReadAsync())["count"]!);
        Assert.Equal(2, taken.Distinct().Count());
        Assert.Equal(2, taken.Count);
        Assert.Equal("""{"count":0}""", (await (await published.GetAsync(path)).ReadAsync()).ToJsonString());
    }

    [Fact]
    public async Task NoneIsHandedOutTwiceOverARestart()
    {
        var folder = Directory.CreateTempSubdirectory("cex-prekeys-").FullName;
        try
        {
            TestAgent alice, bob;
            string first;
            await using (var server = new TestServer("Storage=sqlite", "DataFolder=" + folder))
            {
                (alice, bob) = await ConnectedAsync(server);
                using var published = await alice.AsDeviceAsync();
                (await published.PostAsJsonAsync(PathOf(alice), BodyOf(Prekeys(alice, 2)))).Dispose();
                first = await TakeAsync(bob, alice);
            }

            await using var again = new TestServer("Storage=sqlite", "DataFolder=" + folder);
            var second = await TakeAsync(bob.On(again), alice);
            Assert.NotEqual(first, second);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task StrangersAndFrozenConnectionsGetNone()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        var eve = await (await (await TestOwner.RegisterAsync(server, "Eve")).AddAgentAsync("eve")).EnrolAsync();
        using var published = await alice.AsDeviceAsync();
        (await published.PostAsJsonAsync(PathOf(alice), BodyOf(Prekeys(alice, 1)))).Dispose();
        using var stranger = await eve.AsDeviceAsync();
        using var peer = await bob.AsDeviceAsync();
        (await alice.Owner.Http.PostAsync($"{alice.Path}/connections/{bob.Id}/freeze", null)).Dispose();

        using var unknown = await stranger.PostAsync($"{eve.Path}/connections/{alice.Id}/prekeys", null);
        using var self = await stranger.PostAsync($"{eve.Path}/connections/{eve.Id}/prekeys", null);
        using var frozen = await peer.PostAsync($"{bob.Path}/connections/{alice.Id}/prekeys", null);

        Assert.Equal("not-found", await unknown.CodeAsync());
        Assert.Equal("not-found", await self.CodeAsync());
        Assert.Equal("frozen", await frozen.CodeAsync());
        Assert.Equal(1, (int)(await (await published.GetAsync(PathOf(alice))).ReadAsync())["count"]!);
    }

    [Fact]
    public async Task ThirtyCallsAnHourAreAnswered()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var taker = await bob.AsDeviceAsync();
        using var other = await alice.AsDeviceAsync();
        var path = $"{bob.Path}/connections/{alice.Id}/prekeys";
        for (var call = 0; call < Limits.MaxPrekeyCallsPerHour; call++)
        {
            using var answer = await taker.PostAsync(path, null);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var refused = await taker.PostAsync(path, null);
        using var otherSide = await other.PostAsync($"{alice.Path}/connections/{bob.Id}/prekeys", null);

        Assert.Equal("rate-limited", await refused.CodeAsync());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        Assert.Equal(HttpStatusCode.OK, otherSide.StatusCode);
    }

    [Fact]
    public async Task OnlyADevicesOwnOneTimePrekeysAreTakenAllOrNone()
    {
        await using var server = new TestServer();
        var (alice, bob) = await ConnectedAsync(server);
        using var device = await alice.AsDeviceAsync();
        var good = Prekeys(alice, 1)[0];
        var signed = Prekey.Issue(
            alice.DeviceKey, alice.Id.Value, alice.Device.Value, PrekeyKind.SignedPrekey,
            Keys.New().RawPublicKey(), alice.Now);
        var forged = Prekey.Issue(
            bob.DeviceKey, alice.Id.Value, alice.Device.Value, PrekeyKind.OneTimePrekey,
            Keys.New().RawPublicKey(), alice.Now);
        var over = Prekey.Issue(
            alice.DeviceKey, alice.Id.Value, alice.Device.Value, PrekeyKind.OneTimePrekey,
            Keys.New().RawPublicKey(), alice.Now - Cxe1Limits.OneTimePrekeyLife);

        foreach (var (code, body) in new (string, JsonObject)[]
        {
            ("malformed", BodyOf([])),
            ("malformed", BodyOf([good, good])),
            ("malformed", BodyOf([good, signed])),
            ("malformed", new() { ["prekeys"] = new JsonArray("AAAA") }),
            ("malformed", new() { ["prekeys"] = null }),
            ("forbidden", BodyOf([good, .. Prekeys(bob, 1)])),
            ("invalid-signature", BodyOf([good, forged])),
            ("expired", BodyOf([good, over])),
            ("malformed", BodyOf(Prekeys(alice, 101))),
        })
        {
            using var answer = await device.PostAsJsonAsync(PathOf(alice), body);
            Assert.Equal(code, await answer.CodeAsync());
        }

        using var elsewhere = await device.PostAsJsonAsync(
            $"{alice.Path}/devices/{bob.Device}/one-time-prekeys", BodyOf([good]));
        Assert.Equal("not-found", await elsewhere.CodeAsync());
        Assert.Equal(0, (int)(await (await device.GetAsync(PathOf(alice))).ReadAsync())["count"]!);
    }

    private static async Task<string> TakeAsync(TestAgent taker, TestAgent peer)
    {
        using var device = await taker.AsDeviceAsync();
        using var answer = await device.PostAsync($"{taker.Path}/connections/{peer.Id}/prekeys", null);
        return (string)Assert.Single((await answer.ReadAsync())["prekeys"]!.AsArray())!;
    }

    private static string PathOf(TestAgent agent) => $"{agent.Path}/devices/{agent.Device}/one-time-prekeys";

    private static JsonObject BodyOf(IEnumerable<Prekey> prekeys) => new()
    {
        ["prekeys"] = new JsonArray([.. prekeys.Select(prekey => (JsonNode)SignedBodies.Text(prekey))]),
    };

    private static Prekey[] Prekeys(TestAgent agent, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ => Prekey.Issue(
            agent.DeviceKey, agent.Id.Value, agent.Device.Value, PrekeyKind.OneTimePrekey, Keys.New().RawPublicKey(),
            agent.Now)),
    ];

    private static async Task<(TestAgent Alice, TestAgent Bob)> ConnectedAsync(TestServer server)
    {
        var alice = await (await (await TestOwner.RegisterAsync(server)).AddAgentAsync()).EnrolAsync();
        var bob = await (await (await TestOwner.RegisterAsync(server, "Ben")).AddAgentAsync("bob")).EnrolAsync();
        await alice.ConnectAsync(bob);
        return (alice, bob);
    }
}
