using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ContextExchange.Storage.Tests;

/// <summary>A host that adds a store finds every seam.</summary>
public sealed class StorageSetupTests
{
    [Fact]
    public async Task MemoryStandsBehindEverySeam()
    {
        await using var services = new ServiceCollection().AddLogging().AddMemoryStorage().BuildServiceProvider();
        await UseAsync(services);
        Assert.Same(services.GetRequiredService<MemoryStore>(), services.GetRequiredService<ILogStore>());
    }

    [Fact]
    public async Task SqliteStandsBehindEverySeam()
    {
        var folder = Directory.CreateTempSubdirectory("cex-storage-").FullName;
        var collection = new ServiceCollection().AddLogging().AddSqliteStorage(folder);
        await using (var services = collection.BuildServiceProvider())
        {
            await UseAsync(services);
            Assert.Same(services.GetRequiredService<SqliteStore>(), services.GetRequiredService<ILogStore>());
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task PostgresStandsBehindEverySeam()
    {
        var database = PostgresServer.Shared.TakeDatabase();
        var collection = new ServiceCollection().AddLogging()
            .AddPostgresStorage(PostgresServer.Shared.ConnectionString(database));
        await using (var services = collection.BuildServiceProvider())
        {
            await UseAsync(services);
            Assert.Same(services.GetRequiredService<PostgresStore>(), services.GetRequiredService<ILogStore>());
            Assert.IsType<PostgresClock>(services.GetRequiredService<TimeProvider>());
        }

        PostgresServer.Shared.GiveBack(database);
    }

    [Fact]
    public async Task AConnectionStringWithoutTlsIsRefusedBeforeAnythingIsSaid()
    {
        await using var services = new ServiceCollection()
            .AddPostgresStorage("Host=db.example.org;Database=cex;SSL Mode=Disable").BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<PostgresStore>());
    }

    [Fact]
    public async Task OptionsOutOfRangeAreRefused()
    {
        await using var services = new ServiceCollection()
            .AddSqliteStorage("unused", options => options.MaxBatch = 0).BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<SqliteStore>());
        Assert.False(Directory.Exists("unused"));
    }

    private static async Task UseAsync(ServiceProvider services)
    {
        await services.GetRequiredService<ILogStore>().ClaimHeadAsync(Sample.Bob);
        Assert.Empty(await services.GetRequiredService<IDueTable>().ReadDueAsync(StoreUnderTest.Noon, 1));
        Assert.Empty(await services.GetRequiredService<IAuditLog>().ReadAsync(0, 1));
        var state = new GrainState<string>("kept");
        var grain = GrainId.Create("agent", "a1");
        await services.GetRequiredKeyedService<IGrainStorage>("Default").WriteStateAsync("name", grain, state);
        var read = new GrainState<string>();
        await services.GetRequiredService<IGrainStorage>().ReadStateAsync("name", grain, read);
        Assert.Equal("kept", read.State);
        var health = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.Equal(HealthStatus.Healthy, health.Entries["storage"].Status);
    }
}
