using ContextExchange.Web.Http;

namespace ContextExchange.Web.Tests.Hosting;

public sealed class ServerOptionsTests
{
    private static readonly ServerOptionsValidator Validator = new();

    [Fact]
    public void TheDefaultsAreValidAndListenOnLoopbackOnly()
    {
        var options = new ServerOptions();

        Assert.True(Validator.Validate(null, options).Succeeded);
        Assert.Equal("127.0.0.1", options.EffectiveAddress.ToString());
    }

    [Theory]
    [InlineData(nameof(ServerOptions.PublicUrl), "cex.example.org", "PublicUrl is 'cex.example.org'")]
    [InlineData(nameof(ServerOptions.PublicUrl), "https://cex.example.org/path", "scheme, host and port only")]
    [InlineData(nameof(ServerOptions.PublicUrl), "http://cex.example.org", "only https is served")]
    [InlineData(nameof(ServerOptions.ListenAddress), "everywhere", "give an IP address")]
    [InlineData(nameof(ServerOptions.ListenAddress), "0.0.0.0", "without TLS")]
    [InlineData(nameof(ServerOptions.CertificateFile), "/nowhere.pem", "belong together")]
    [InlineData(nameof(ServerOptions.TrustedProxies), "proxy.local", "give IP addresses or ranges")]
    [InlineData(nameof(ServerOptions.Storage), "paper", "must be sqlite, postgres or memory")]
    public void AWrongSettingIsExplained(string setting, string value, string explanation)
    {
        var options = new ServerOptions();
        typeof(ServerOptions).GetProperty(setting)!.SetValue(options, value);

        Assert.Contains(Validator.Validate(null, options).Failures!, failure =>
            failure.Contains(explanation, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryProblemIsReportedAtOnce()
    {
        var options = new ServerOptions { Port = 70_000, Storage = "paper", Limits = new() { AnonymousPerMinute = 0 } };

        Assert.Equal(3, Validator.Validate(null, options).Failures!.Count());
    }

    [Theory]
    [InlineData("https://cex.example.org", "https://cex.example.org")]
    [InlineData("https://CEX.example.org:443", "https://cex.example.org")]
    [InlineData("https://cex.example.org:8443", "https://cex.example.org:8443")]
    public void ThePublicUrlGivesTheOriginThatIsSigned(string url, string origin) =>
        Assert.Equal([origin], new ServerAddress(url, () => 1).Origins);

    [Fact]
    public void OnThisMachineTheThreeNamesOfLoopbackAreTheSameServer()
    {
        var address = new ServerAddress(null, () => 8080);

        Assert.Equal("http://localhost:8080", address.Origin);
        Assert.True(address.IsOwnHost("[::1]:8080"));
        Assert.False(address.IsOwnHost("localhost"));
        Assert.False(address.IsOwnOrigin("https://localhost:8080"));
    }
}
