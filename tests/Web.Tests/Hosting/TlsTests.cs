using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Tests.Hosting;

public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cex-tls-");

    private string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    private string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheServerSpeaksTlsWithItsCertificate()
    {
        var certificate = Issue("first");
        await using var server = Start();
        using var handler = Trusting(certificate);
        using var client = new HttpClient(handler);
        var port = server.ClientOptions.BaseAddress.Port;

        using var answer = await client.GetAsync(new Uri($"https://127.0.0.1:{port}/health/ready"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task ASocketOpensInAnHttp2Connection()
    {
        var limit = TestContext.Current.CancellationToken;
        using var handler = Trusting(Issue("first"));
        await using var server = Start();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.AddSubProtocol("cex.v1.json");
        socket.Options.SetRequestHeader("Host", "localhost");
        socket.Options.SetRequestHeader("Origin", "https://localhost");

        await socket.ConnectAsync(
            new Uri($"wss://127.0.0.1:{server.ClientOptions.BaseAddress.Port}/v1/connect"), invoker, limit);

        var buffer = new byte[4096];
        var first = await socket.ReceiveAsync(buffer, limit);
        Assert.Contains("challenge", Encoding.UTF8.GetString(buffer, 0, first.Count), StringComparison.Ordinal);
        await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, limit);
        var last = await socket.ReceiveAsync(buffer, limit);
        Assert.Equal((WebSocketCloseStatus)CloseCode.Malformed, last.CloseStatus);
    }

    [Fact]
    public async Task PlainRequestsAreSentToThePublicAddress()
    {
        Issue("first");
        await using var server = new TestServer(
            "PublicUrl=https://cex.example", "CertificateFile=" + CertificateFile, "CertificateKeyFile=" + KeyFile);
        using var client = server.Anonymous();

        using var read = await client.GetAsync("/join?x=1");
        using var write = await client.PostAsync("/v1/challenges", null);

        Assert.Equal(HttpStatusCode.PermanentRedirect, read.StatusCode);
        Assert.Equal("https://cex.example/join?x=1", read.Headers.Location?.ToString());
        Assert.Equal("forbidden", await write.CodeAsync());
    }

    [Fact]
    public void ARenewedCertificateIsTakenWithoutARestartAndABrokenOneIsNot()
    {
        var clock = new TestClock(DateTimeOffset.UnixEpoch);
        var first = Issue("first");
        var files = new CertificateFiles(
            Options.Create(new ServerOptions { CertificateFile = CertificateFile, CertificateKeyFile = KeyFile }),
            clock,
            NullLogger<CertificateFiles>.Instance);
        Assert.Equal(first, files.Current.GetRawCertData());

        var second = Issue("second");
        Touch(hours: 1);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(second, files.Current.GetRawCertData());

        File.WriteAllText(CertificateFile, "half a file");
        Touch(hours: 2);
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(second, files.Current.GetRawCertData());
    }

    private TestServer Start()
    {
        var server = new TestServer(
            "PublicUrl=https://localhost", "ListenAddress=127.0.0.1", "Port=0",
            "CertificateFile=" + CertificateFile, "CertificateKeyFile=" + KeyFile);
        server.UseKestrel();
        server.StartServer();
        return server;
    }

    private static SocketsHttpHandler Trusting(byte[] certificate) => new()
    {
        SslOptions =
        {
            RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented?.GetRawCertData().AsSpan().SequenceEqual(certificate) == true,
        },
    };

    private void Touch(int hours) =>
        File.SetLastWriteTimeUtc(CertificateFile, File.GetLastWriteTimeUtc(KeyFile).AddHours(hours));

    private byte[] Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        return certificate.GetRawCertData();
    }
}
