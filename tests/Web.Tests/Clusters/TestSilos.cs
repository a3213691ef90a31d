using System.Diagnostics;
using System.Globalization;
using ContextExchange.Storage;
using ContextExchange.Storage.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>
/// Whole servers that form one cluster on a database of their own: real leases, links over loopback, the clock's
/// time of day moved by the test. Each takes requests in memory, like <see cref="TestServer"/>.
/// </summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private const int Partitions = 48;

    private readonly List<TestServer> _silos = [];
    private readonly Dictionary<TestServer, CutLeases> _leases = [];
    private readonly Dictionary<TestServer, SiloClock> _clocks = [];
    private readonly HashSet<TestServer> _gone = [];
    private readonly string[] _settings;
    private readonly string _secrets = Directory.CreateTempSubdirectory("cex-secrets-").FullName;
    private readonly string _database = PostgresServer.Shared.TakeDatabase();

    private TestSilos(string[] settings)
    {
        _settings = settings;
        foreach (var (name, content) in new[] { ("pepper", 1), ("lineage-key", 2), ("column-key", 3) })
            File.WriteAllBytes(Path.Combine(_secrets, name), [.. Enumerable.Repeat((byte)content, 32)]);
    }

    public RunningClock Clock { get; } = new();

    public int Count => _silos.Count;

    public TestServer this[int index] => _silos[index];

    public string ConnectionString => PostgresServer.Shared.ConnectionString(_database);

    /// <summary>Starts so many silos and waits until each owns its share.</summary>
    public static async Task<TestSilos> StartAsync(int count = 3, params string[] settings)
    {
        var silos = new TestSilos(settings);
        for (var i = 0; i < count; i++) silos.Start();
        await silos.BalancedAsync();
        return silos;
    }

    /// <summary>Another silo; <see cref="BalancedAsync"/> waits until it owns its share.</summary>
    public TestServer Start()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"silo{_silos.Count}");
        var clock = new SiloClock(Clock);
        var server = new TestServer(clock, services => Cut(services, id), [
            "Storage=postgres", "Postgres=" + ConnectionString, "SecretsFolder=" + _secrets, "Cluster:SiloId=" + id,
            string.Create(CultureInfo.InvariantCulture, $"Cluster:Partitions={Partitions}"), .. _settings,
        ]);
        _silos.Add(server);
        _clocks[server] = clock;
        _ = server.Server;
        _leases[server] = (CutLeases)server.Services.GetRequiredService<IPartitionLeases>();
        return server;
    }

    /// <summary>The lease table gives this silo no answer any more, though it answers the others.</summary>
    public void CutOff(TestServer silo) => _leases[silo].IsCut = true;

    /// <summary>
    /// No time passes for this silo any more, and it does not reach the lease table: it renews nothing and believes to
    /// own what it owned, while its lease ends for the others. Waits until they own everything.
    /// </summary>
    public async Task StopTimeAsync(TestServer silo)
    {
        _clocks[silo].Stop();
        _leases[silo].IsCut = true;
        _gone.Add(silo);
        await BalancedAsync();
        await UntilAsync(() => Ask("SELECT count(*) FROM silos") == _silos.Count - _gone.Count);
    }

    /// <summary>Which silo a grain is placed with, as silo 0 knows it.</summary>
    public TestServer OwnerOf(string type, string key)
    {
        var asked = _silos.First(silo => !_gone.Contains(silo)).Services.GetRequiredService<ClusterMember>();
        var owner = asked.Membership.View.Owners[asked.PartitionOf(GrainId.Create(type, key))];
        return _silos.Single(silo => silo.Services.GetRequiredService<ClusterMember>().Membership.Self == owner);
    }

    /// <summary>Ends a silo like a crash: nobody is told, its database session breaks, its sockets break.</summary>
    public async Task KillAsync(TestServer silo)
    {
        _gone.Add(silo);
        _leases[silo].Dispose();
        await silo.Services.GetRequiredService<ClusterMember>().KillAsync();
        silo.Services.GetRequiredService<ActorRuntime>().Kill();
    }

    /// <summary>Waits until the silos that live own the same number of partitions each.</summary>
    public async Task BalancedAsync()
    {
        var living = _silos.Count - _gone.Count;
        await UntilAsync(() => Ask(
            $"SELECT count(*) FROM (SELECT owner FROM partitions GROUP BY owner "
            + $"HAVING count(*) = {Partitions / living}) x")
            == living);
    }

    public static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(patience.Elapsed < TestServer.Patience, "It did not happen in time.");
            await Task.Yield();
        }
    }

    /// <summary>A number from the database.</summary>
    public long Ask(string sql) => PostgresServer.Shared.AskNumber(_database, sql);

    public async ValueTask DisposeAsync()
    {
        foreach (var clock in _clocks.Values) clock.Resume();
        foreach (var table in _leases.Values) table.IsCut = false;
        // A goodbye that hands everything over would take as long as the test.
        foreach (var silo in _silos.Except(_gone).ToList()) await KillAsync(silo);
        await Task.WhenAll(_silos.Select(silo => silo.DisposeAsync().AsTask()));
        Directory.Delete(_secrets, recursive: true);
    }

    private static void Cut(IServiceCollection services, string id)
    {
        // Silos meet and move partitions in a fraction of a second; how long a lease runs stays as it is.
        services.Configure<ClusterOptions>(options =>
        {
            options.SiloId = id;
            options.LeaseRenewal = TimeSpan.FromMilliseconds(200);
        });
        // Tests move the time of day by days before they start another silo.
        services.Configure<PostgresStorageOptions>(options => options.MaxClockDifference = TimeSpan.MaxValue);
        var table = services.Last(service => service.ServiceType == typeof(IPartitionLeases));
        services.Remove(table);
        services.AddSingleton<IPartitionLeases>(
            provider => new CutLeases((IPartitionLeases)table.ImplementationFactory!(provider)));
    }
}
