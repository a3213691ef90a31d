using System.Net;
using System.Net.Http.Json;
using System.Text;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Tests.Gateway;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>What counts once, or so many times, counts on all silos together.</summary>
public sealed class SingleUseTests
{
    [Fact]
    public async Task ATicketThatIsOfferedToAllSilosAtOnceOpensOneSocket()
    {
        await using var silos = await TestSilos.StartAsync();
        var alice = await AgentAsync(silos);
        using var session = await alice.AsDeviceAsync();
        for (var round = 0; round < 5; round++)
        {
            using var issued = await session.PostAsync("/v1/tickets", null);
            var ticket = (await issued.ReadAsync())["ticket"]!.GetValue<string>();
            var opened = await Task.WhenAll(Enumerable.Range(0, silos.Count).Select(i => OpensAsync(silos[i], ticket)));

            Assert.Single(opened, isOpen => isOpen);
        }
    }

    [Fact]
    public async Task ASignInProofThatIsOfferedToAllSilosAtOnceOpensOneSession()
    {
        await using var silos = await TestSilos.StartAsync();
        var alice = await AgentAsync(silos);
        for (var round = 0; round < 5; round++)
        {
            var proof = await alice.DeviceProofAsync();
            var answers = await Task.WhenAll(Enumerable.Range(0, silos.Count).Select(i =>
                silos[i].Anonymous().PostAsJsonAsync("/v1/sessions/device", proof)));

            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task AUsedProofStaysUsedWhenTheSiloThatKnewItDies()
    {
        await using var silos = await TestSilos.StartAsync(2);
        var alice = await AgentAsync(silos);
        var proof = await alice.DeviceProofAsync();
        using var first = await silos[0].Anonymous().PostAsJsonAsync("/v1/sessions/device", proof);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);

        await silos.KillAsync(silos[0]);
        await silos.BalancedAsync();
        using var again = await silos[1].Anonymous().PostAsJsonAsync("/v1/sessions/device", proof);

        Assert.Equal("unauthenticated", await again.CodeAsync());
    }

    [Fact]
    public async Task RegistrationsOfAnAddressAreLimitedOverAllSilosTogether()
    {
        await using var silos = await TestSilos.StartAsync(3, "Limits:RegistrationsPerHour=5");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 9; i++)
        {
            var body = await new TestOwner(silos[0]).RegistrationAsync();
            using var answer = await silos[i % silos.Count].Anonymous("192.0.2.77").PostAsJsonAsync("/v1/owners", body);
            answers.Add(answer.StatusCode);
        }

        Assert.Equal(
            [.. Enumerable.Repeat(HttpStatusCode.Created, 5), .. Enumerable.Repeat(HttpStatusCode.TooManyRequests, 4)],
            answers);
    }

    [Fact]
    public async Task ASessionsRequestsAreLimitedOverAllSilosTogetherAndNeverExceeded()
    {
        await using var silos = await TestSilos.StartAsync(3, "Limits:SessionPerMinute=300");
        var owner = await TestOwner.RegisterAsync(silos[0]);
        var allowed = 0;
        for (var i = 0; i < 360; i++)
        {
            using var answer = await silos[i % silos.Count].With(owner.Session).GetAsync("/v1/agents");
            if (answer.StatusCode == HttpStatusCode.OK) allowed++;
        }

        // Each silo may hold an allowance of 4 that it did not spend.
        Assert.InRange(allowed, 300 - 12, 300);
    }

    [Fact]
    public async Task AnIdempotencyKeyIsAnsweredTheSameByEverySiloAlsoAfterTheFirstHasDied()
    {
        await using var silos = await TestSilos.StartAsync();
        var owner = await TestOwner.RegisterAsync(silos[0]);
        var agent = await owner.AddAgentAsync();
        async Task<(HttpStatusCode Status, string Key)> IssueAsync(int silo)
        {
            using var client = silos[silo].With(owner.Session);
            client.DefaultRequestHeaders.Add("Idempotency-Key", "one");
            using var answer = await client.PostAsync(agent.Path + "/keys", null);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        var first = await Task.WhenAll(IssueAsync(0), IssueAsync(1), IssueAsync(2));
        Assert.All(first, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(first.Distinct());

        await silos.KillAsync(silos[0]);
        await silos.BalancedAsync();
        Assert.Equal(first[0], await IssueAsync(1));
        using var keys = await silos[2].With(owner.Session).GetAsync(agent.Path + "/keys");
        Assert.Equal(2, (await keys.ReadAsync())["items"]!.AsArray().Count);
    }

    private static async Task<bool> OpensAsync(TestServer silo, string ticket)
    {
        await using var socket = await TestSocket.OpenAsync(silo);
        await socket.ReadAsync(FrameType.Challenge);
        await socket.SendAsync(new ConnectTicketFrame(1, 0, Encoding.ASCII.GetBytes(ticket)));
        return await socket.ReadAsync() is { Type: FrameType.Ready };
    }

    private static async Task<TestAgent> AgentAsync(TestSilos silos) =>
        await (await (await TestOwner.RegisterAsync(silos[0])).AddAgentAsync()).EnrolAsync();
}
