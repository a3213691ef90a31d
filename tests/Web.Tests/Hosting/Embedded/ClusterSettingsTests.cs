using ContextExchange.Actors;
using ContextExchange.Silo;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Tests.Hosting;

public sealed class ClusterSettingsTests
{
    private const string Database = "Host=localhost;Database=cex;Username=cex";

    // Any file that exists; what is in it is not looked at here.
    private static readonly string Pem = typeof(ClusterSettingsTests).Assembly.Location;

    [Fact]
    public void ASiloOnLoopbackNeedsADatabaseAndNothingElse() =>
        Assert.Empty(new ClusterSettings { SiloId = "one" }.Problems(new ServerOptions { Postgres = Database }));

    [Theory]
    [InlineData("127.0.0.1:1", 0, null, "Postgres is not")]
    [InlineData("somewhere", 0, Database, "give an IP address and a port")]
    [InlineData("0.0.0.0:1", 0, Database, "without TLS")]
    [InlineData("0.0.0.0:1", 1, Database, "without TLS")]
    [InlineData("0.0.0.0:1", 2, Database, "without TLS")]
    [InlineData("127.0.0.1:1", 1, Database, "belong together")]
    [InlineData("127.0.0.1:1", 2, Database, "belong together")]
    public void AWrongSettingIsExplained(string listen, int files, string? database, string explanation)
    {
        var settings = new ClusterSettings
        {
            SiloId = "one",
            Listen = listen,
            CertificateFile = files > 0 ? Pem : null,
            CertificateKeyFile = files > 1 ? Pem : null,
        };

        Assert.Contains(settings.Problems(new ServerOptions { Postgres = database }), problem =>
            problem.Contains(explanation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("one two", "contextexchange", "127.0.0.1:1", null, "Cluster:SiloId is 'one two'")]
    [InlineData("", "contextexchange", "127.0.0.1:1", null, "Cluster:SiloId is ''")]
    [InlineData("one", "", "127.0.0.1:1", null, "Cluster:ClusterId is ''")]
    [InlineData("one", "contextexchange", "7946", null, "Cluster:Listen is '7946'")]
    [InlineData("one", "contextexchange", "0.0.0.0:7946", null, "which is no address that another silo can reach")]
    [InlineData("one", "contextexchange", "[::]:7946", null, "which is no address that another silo can reach")]
    [InlineData("one", "contextexchange", "127.0.0.1:1", "nonsense", "Cluster:Advertise is 'nonsense'")]
    [InlineData("one", "contextexchange", "127.0.0.1:1", "host:99999", "Cluster:Advertise is 'host:99999'")]
    [InlineData("one", "contextexchange", "127.0.0.1:1", "host:0", "Cluster:Advertise is 'host:0'")]
    [InlineData("one", "contextexchange", "127.0.0.1:1", "0.0.0.0:1", "Cluster:Advertise is '0.0.0.0:1'")]
    public void ANameOrAnAddressThatNobodyCanUseIsExplained(
        string siloId, string clusterId, string listen, string? advertise, string explanation)
    {
        var settings = new ClusterSettings
        {
            SiloId = siloId, ClusterId = clusterId, Listen = listen, Advertise = advertise,
        };

        Assert.Contains(settings.Problems(new ServerOptions { Postgres = Database }), problem =>
            problem.Contains(explanation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1:1", null)]
    [InlineData("[::1]:7946", "[fd00::5]:7946")]
    [InlineData("127.0.0.1:1", "silo-1.example.org:7946")]
    public void AnAddressThatSilosReachIsTaken(string listen, string? advertise) => Assert.Empty(
        new ClusterSettings { SiloId = "one", Listen = listen, Advertise = advertise }
            .Problems(new ServerOptions { Postgres = Database }));

    [Fact]
    public void ACertificateThatIsNotThereIsExplained()
    {
        var settings = new ClusterSettings
        {
            SiloId = "one", CertificateFile = Pem, CertificateKeyFile = Pem, AuthorityFile = "/nowhere.pem",
        };

        Assert.Contains(settings.Problems(new ServerOptions { Postgres = Database }), problem =>
            problem.Contains("/nowhere.pem", StringComparison.Ordinal));
    }

    [Fact]
    public void AConnectionAndItsPrekeysLiveWithTheLowerAgent()
    {
        var (one, other) = (AgentId.New(), AgentId.New());
        var lower = ConnectionKey.Parse(ConnectionKey.Between(one, other)).Lower;
        var agent = GrainId.Create("agent", lower.ToString());

        Assert.Equal(agent, ClusterSetup.PlaceWith(GrainId.Create("connection", ConnectionKey.Between(one, other))));
        Assert.Equal(agent, ClusterSetup.PlaceWith(GrainId.Create("prekeyshelf", $"{lower}{DeviceId.New()}")));
        Assert.Equal(agent, ClusterSetup.PlaceWith(agent));
    }
}
