using System.Net;
using ContextExchange.Web.Cluster;

namespace ContextExchange.Web.Tests.Http;

/// <summary>The silos, for operators.</summary>
public sealed class ClusterApiTests
{
    [Fact]
    public async Task AServerOfOneSiloListsItself()
    {
        await using var server = new TestServer();
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());

        using var answer = await admin.Http.GetAsync("/v1/cluster/silos");

        var silo = Assert.Single((await answer.ReadAsync())["items"]!.AsArray())!;
        Assert.Equal("silo", silo["id"]!.GetValue<string>());
        Assert.Equal("active", silo["state"]!.GetValue<string>());
        Assert.Equal(0, silo["clients"]!.GetValue<int>());
        Assert.Equal(server.Clock.GetUtcNow().ToUnixTimeMilliseconds(), silo["joinedAt"]!.GetValue<long>());
        Assert.Null(silo["partitions"]);
    }

    [Theory]
    [InlineData("silo/drain", "conflict")]
    [InlineData("other/drain", "not-found")]
    [InlineData("no%20name/drain", "malformed")]
    [InlineData("other/undrain", "not-found")]
    public async Task WhatCannotBeDrainedIsRefusedAndRecorded(string path, string refusal)
    {
        await using var server = new TestServer();
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());

        using var answer = await admin.Http.PostAsync($"/v1/cluster/silos/{path}", null);

        Assert.Equal(refusal, await answer.CodeAsync());
        Assert.Equal(refusal, (await server.Audit.NextAsync("silo." + path.Split('/')[1])).Outcome);
    }

    [Fact]
    public async Task UndrainingTheOnlySiloDoesNothing()
    {
        await using var server = new TestServer();
        var admin = await TestOwner.RegisterAsync(server, "Root", await server.BootstrapCodeAsync());

        using var answer = await admin.Http.PostAsync("/v1/cluster/silos/silo/undrain", null);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("silo", (await server.Audit.NextAsync("silo.undrain")).Subject);
    }

    [Theory]
    [InlineData(false, false, 5, 1, SiloState.Gone)]
    [InlineData(true, false, 0, 0, SiloState.Joining)]
    [InlineData(true, false, 5, 0, SiloState.Active)]
    [InlineData(true, true, 5, 0, SiloState.Draining)]
    [InlineData(true, true, 0, 1, SiloState.Draining)]
    [InlineData(true, true, 0, 0, SiloState.Drained)]
    [InlineData(true, true, 0, null, SiloState.Drained)]
    public void TheStateFollowsFromWhatIsKnown(
        bool lives, bool draining, int partitions, int? clients, SiloState expected) =>
        Assert.Equal(expected, SiloStates.Of(lives, draining, partitions, clients));
}
