using ContextExchange.Silo;
using ContextExchange.Web.Http;
using Microsoft.Extensions.Configuration;

namespace ContextExchange.Web.Tests.Hosting;

/// <summary>Settings that nobody could use are told by name before anything is made of them.</summary>
public sealed class SettingRulesTests
{
    private static readonly SettingNames Names = new(typeof(ServerOptions), SiloSetup.Sections);

    [Theory]
    [InlineData("Cluster:Partitions", "0", "Cluster:Partitions is '0': write a whole number between 1 and 65536.")]
    [InlineData("Cluster:Partitions", "abc", "Cluster:Partitions is 'abc': write a whole number between 1 and 65536.")]
    [InlineData("cluster:partitions", "1.5", "cluster:Partitions is '1.5': write a whole number between 1 and 65536.")]
    [InlineData("Port", "abc", "Port is 'abc': write a whole number.")]
    [InlineData("JsonLogs", "maybe", "JsonLogs is 'maybe': write true or false.")]
    [InlineData("Mail:SmtpPort", "", "Mail:SmtpPort is '': write a whole number.")]
    [InlineData("Gateway:Heartbeat", "abc",
        "Gateway:Heartbeat is 'abc': write a time between 00:00:01 and 01:00:00, hours:minutes:seconds like 00:00:15.")]
    [InlineData("Gateway:Heartbeat", "15",
        "Gateway:Heartbeat is '15': write a time between 00:00:01 and 01:00:00, hours:minutes:seconds like 00:00:15.")]
    public void AValueThatCannotBeReadOrLiesBeyondItsBounds(string name, string value, string says) =>
        Assert.Equal([says], SettingRules.OfValues(Settings((name, value)), Names));

    [Theory]
    [InlineData("MetricsPort", "")]
    [InlineData("MetricsPort", "9464")]
    [InlineData("Gateway:Heartbeat", "00:00:30")]
    [InlineData("Postgres", "Host=here")]
    [InlineData("Logging:LogLevel:Default", "Nonsense")]
    public void AValueThatIsRightOrNotOurs(string name, string value) =>
        Assert.Empty(SettingRules.OfValues(Settings((name, value)), Names));

    [Theory]
    [InlineData("Cluster:SiloID2", "Cluster:SiloID2 is no setting: did you mean Cluster:SiloId?")]
    [InlineData("Issuers:0:Idd", "Issuers:0:Idd is no setting: did you mean Issuers:0:Id?")]
    [InlineData("Mail:Colour", "Mail:Colour is no setting: leave it away; docs/operating names those that there are.")]
    [InlineData("Cluster:SiloId:x",
        "Cluster:SiloId:x is no setting: did you mean Cluster:SiloId?")]
    public void ANameUnderOneOfOurSectionsThatIsNone(string name, string says) =>
        Assert.Equal([says], SettingRules.OfSections(Settings((name, "secret")), Names));

    [Theory]
    [InlineData("postgress", "--postgress is no setting: did you mean --postgres?")]
    [InlineData("Gatway:Heartbeat", "--Gatway:Heartbeat is no setting: did you mean --Gateway:Heartbeat?")]
    [InlineData("nonsense", "--nonsense is no setting: leave it away; docs/operating names those that there are.")]
    public void ANameOnTheCommandLineThatIsNone(string name, string says) =>
        Assert.Equal([says], SettingRules.OfCommandLine(Settings((name, "secret")), Names, ["--postgres", "--port"]));

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Kestrel:Limits:MaxConcurrentConnections")]
    [InlineData("urls")]
    [InlineData("AllowedHosts")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("ASPNETCORE_ENVIRONMENT")]
    [InlineData("DataFolder")]
    [InlineData("Issuers:0:Id")]
    public void ANameThatIsOursOrTheFrameworks(string name) =>
        Assert.Empty(SettingRules.OfCommandLine(Settings((name, "x")), Names, []));

    [Fact]
    public void AVariableThatIsAlmostASettingIsOneAndOthersAreNot() => Assert.Equal(
        ["CEX_Postgress is no setting: did you mean CEX_Postgres?"],
        SettingRules.OfVariables(
            Settings(("Postgress", "secret"), ("HOME", "x"), ("PASSPHRASE", "x"), ("SERVER", "x"), ("PROFILE", "x")),
            Names));

    [Theory]
    [InlineData("--port", "--port has no value: write --port=value.")]
    [InlineData("-p 5", "'-p' on the command line is no setting")]
    [InlineData("run", "'run' on the command line is no setting")]
    public void ACommandLineThatIsNotOfNamesAndValues(string arguments, string says) =>
        Assert.StartsWith(says, SettingRules.OfArguments(arguments.Split(' ')).First(), StringComparison.Ordinal);

    [Fact]
    public void BothFormsOfACommandLineAreTaken() =>
        Assert.Empty(SettingRules.OfArguments(["--port", "5", "--data=here", "--postgres", "Host=a;Database=b"]));

    private static IConfigurationRoot Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create<string, string?>(one.Name, one.Value)))
            .Build();
}
