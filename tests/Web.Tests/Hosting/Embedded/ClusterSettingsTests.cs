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
