using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Http;

/// <summary>
/// The server's certificate, read again when its files have changed: a renewal needs no restart. A file that cannot be
/// read leaves the last good certificate in place.
/// </summary>
internal sealed partial class CertificateFiles(
    IOptions<ServerOptions> options, TimeProvider clock, ILogger<CertificateFiles> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private X509Certificate2? _certificate;
    private DateTime _version;
    private DateTimeOffset _looked;

    /// <summary>The certificate in force.</summary>
    /// <exception cref="CryptographicException">The first reading failed.</exception>
    public X509Certificate2 Current
    {
        get
        {
            lock (_gate)
            {
                var now = clock.GetUtcNow();
                if (_certificate is not null && now - _looked < LookInterval)
                    return _certificate;
                _looked = now;
                return _certificate = Read(_certificate);
            }
        }
    }

    private X509Certificate2 Read(X509Certificate2? last)
    {
        var (certificate, key) = (options.Value.CertificateFile, options.Value.CertificateKeyFile);
        if (certificate is null || key is null)
            throw new CryptographicException("No certificate is set.");
        try
        {
            var version = new[] { File.GetLastWriteTimeUtc(certificate), File.GetLastWriteTimeUtc(key) }.Max();
            if (last is not null && version == _version)
                return last;
            var read = X509Certificate2.CreateFromPemFile(certificate, key);
            _version = version;
            CertificateRead(logger, read.NotAfter.ToUniversalTime());
            return read;
        }
        catch (Exception exception) when (last is not null && exception is IOException or CryptographicException)
        {
            CertificateNotRead(logger, exception);
            return last;
        }
    }

    [LoggerMessage(2201, LogLevel.Information, "Certificate read; it is valid until {Until:u}.")]
    private static partial void CertificateRead(ILogger logger, DateTime until);

    [LoggerMessage(
        2202, LogLevel.Warning, "The certificate files changed and cannot be read; the last one stays in use.")]
    private static partial void CertificateNotRead(ILogger logger, Exception exception);
}
