using ContextExchange.Web.Cluster;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>Where silos say that others reach them.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task AnAddressOfTheOlderFamilyIsWrittenAsPeopleWriteIt()
    {
        await using var silos = await TestSilos.StartAsync(1);

        var listed = await silos[0].Services.GetRequiredService<ISiloCluster>().ListAsync(
            TestContext.Current.CancellationToken);

        Assert.Matches("^127\\.0\\.0\\.1:[0-9]+$", Assert.Single(listed).Address);
    }
}
