using System.Net;
using ContextExchange.Web.Cluster;
using ContextExchange.Web.Http;
using ContextExchange.Web.Tests.Gateway;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Http;

/// <summary>Whether a silo should get traffic.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task ASiloWithoutAPartitionIsNotReady()
    {
        var cluster = new ScriptedCluster { OwnedPartitions = 0 };
        cluster.HandedOver();
        await using var server = new TestServer(
            new TestClock(DateTimeOffset.UnixEpoch), services => services.AddSingleton<ISiloCluster>(cluster), []);
        using var client = server.Anonymous();

        await NotReadyAsync(client);
        cluster.OwnedPartitions = 1;
        await ReadyAsync(client);
    }

    [Fact]
    public async Task AServerWhoseStoreDoesNotAnswerIsNotReadyUntilItAnswersAgain()
    {
        var answers = true;
        await using var server = new TestServer(
            new TestClock(DateTimeOffset.UnixEpoch),
            services => services.AddSingleton(new StoreProbe(() => answers)), []);
        using var client = server.Anonymous();

        await ReadyAsync(client);
        answers = false;
        await NotReadyAsync(client);
        answers = true;
        await ReadyAsync(client);
    }

    private static async Task ReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task NotReadyAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("unavailable", await answer.CodeAsync());
    }
}
