using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContextExchange.Silo;

namespace ContextExchange.Web.Tests.Hosting;

public sealed class SiloTlsTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cex-silo-tls-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task SilosWithCertificatesOfOneAuthorityTalkWhateverTheirNames()
    {
        using var authority = Authority();
        var one = Silo("one", authority, authority);
        var two = Silo("two", authority, authority);

        Assert.True(await MeetAsync(one.Client, two.Server));
    }

    [Fact]
    public async Task AServerOfAnotherAuthorityIsRefused()
    {
        using var authority = Authority();
        using var other = Authority();
        var one = Silo("one", authority, authority);
        var stranger = Silo("stranger", other, authority);

        Assert.False(await MeetAsync(one.Client, stranger.Server));
    }

    [Fact]
    public async Task AClientOfAnotherAuthorityOrWithoutACertificateIsRefused()
    {
        using var authority = Authority();
        using var other = Authority();
        var one = Silo("one", authority, authority);
        var stranger = Silo("stranger", other, authority);
        var nobody = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = one.Client.CertificateChainPolicy,
            RemoteCertificateValidationCallback = one.Client.RemoteCertificateValidationCallback,
        };

        Assert.False(await MeetAsync(stranger.Client, one.Server));
        Assert.False(await MeetAsync(nobody, one.Server));
    }

    /// <summary>Whether both sides are content, and a byte comes through.</summary>
    private static async Task<bool> MeetAsync(
        SslClientAuthenticationOptions client, SslServerAuthenticationOptions server)
    {
        var limit = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var dialled = new TcpClient();
        await dialled.ConnectAsync((IPEndPoint)listener.LocalEndpoint, limit);
        using var accepted = await listener.AcceptTcpClientAsync(limit);
        await using var near = new SslStream(dialled.GetStream());
        await using var far = new SslStream(accepted.GetStream());
        try
        {
            await Task.WhenAll(
                TalkAsync(near, near.AuthenticateAsClientAsync(client, limit), dialled),
                TalkAsync(far, far.AuthenticateAsServerAsync(server, limit), accepted));
            return near.IsMutuallyAuthenticated && far.IsMutuallyAuthenticated;
        }
        catch (Exception refusal) when (refusal is AuthenticationException or IOException)
        {
            return false;
        }
    }

    private static async Task TalkAsync(SslStream stream, Task handshake, TcpClient connection)
    {
        try
        {
            await handshake;
            await stream.WriteAsync(new byte[1], TestContext.Current.CancellationToken);
            await stream.ReadExactlyAsync(new byte[1], TestContext.Current.CancellationToken);
        }
        catch
        {
            // The other side must not wait for one that has refused.
            connection.Close();
            throw;
        }
    }

    private SiloTls Silo(string name, X509Certificate2 issuer, X509Certificate2 trusted)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}.silos.example", key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(issuer, From, To, RandomNumberGenerator.GetBytes(8));
        return SiloTls.Of(new ClusterSettings
        {
            CertificateFile = Write(name + ".pem", certificate.ExportCertificatePem()),
            CertificateKeyFile = Write(name + ".key", key.ExportPkcs8PrivateKeyPem()),
            AuthorityFile = Write(name + ".authority", trusted.ExportCertificatePem()),
        })!;
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silos", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request.CreateSelfSigned(From, To);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
