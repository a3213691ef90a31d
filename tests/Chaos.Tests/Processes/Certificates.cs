using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>PEM files for what is spoken beyond loopback: one authority, and one certificate for all servers.</summary>
/// <param name="Authority">The authority's certificate.</param>
/// <param name="Certificate">The servers'.</param>
/// <param name="Key">Its private key.</param>
internal sealed record Certificates(string Authority, string Certificate, string Key)
{
    /// <summary>For a silo's command line.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        "--Cluster:AuthorityFile", Authority, "--Cluster:CertificateFile", Certificate,
        "--Cluster:CertificateKeyFile", Key,
    ];

    /// <summary>Makes them.</summary>
    /// <param name="folder">Where they lie; it is made.</param>
    /// <param name="server">The address of the server that is asked for its name: the database.</param>
    public static Certificates Write(string folder, IPAddress server)
    {
        Directory.CreateDirectory(folder);
        var (from, until) = (DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=chaos", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        request = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(server);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, until, RandomNumberGenerator.GetBytes(8));
        return new Certificates(
            Save("authority.pem", authority.ExportCertificatePem()),
            Save("server.pem", certificate.ExportCertificatePem()), Save("server.key", key.ExportPkcs8PrivateKeyPem()));

        string Save(string name, string pem)
        {
            var file = Path.Combine(folder, name);
            File.WriteAllText(file, pem);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            return file;
        }
    }
}
