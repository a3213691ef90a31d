using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Http;

/// <summary>
/// Says everything that is wrong with the settings at once, in sentences that name the setting and the remedy.
/// </summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        List<string> problems =
        [
            .. Addresses(options), .. Certificates(options), .. Ranges(options),
            .. MailOptionsRules.Problems(options.Mail), .. IssuerOptionsRules.Problems(options.Issuers),
        ];
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Addresses(ServerOptions options)
    {
        if (options.PublicUrl is not null && !ServerAddress.TryParse(options.PublicUrl, out _))
            yield return $"PublicUrl is '{options.PublicUrl}': give scheme, host and port only, "
                + "like https://cex.example.org.";
        if (options.Port is < 0 or > 65535)
            yield return $"Port is {options.Port}: it must lie between 0 and 65535.";
        if (options.ListenAddress is not null && !IPAddress.TryParse(options.ListenAddress, out _))
            yield return $"ListenAddress is '{options.ListenAddress}': give an IP address, like 127.0.0.1 or 0.0.0.0.";
        else if (!options.HasCertificate && !IPAddress.IsLoopback(options.EffectiveAddress) && !IsBehindTls(options))
            yield return $"ListenAddress is {options.ListenAddress} without TLS: set CertificateFile and "
                + "CertificateKeyFile, or put a proxy in front and set PublicUrl to its https address.";
        if (!IPAddress.TryParse(options.MetricsAddress, out _))
            yield return $"MetricsAddress is '{options.MetricsAddress}': give an IP address, like 127.0.0.1 or "
                + "0.0.0.0.";
        if (options.MetricsPort is < 1 or > 65535 || options.MetricsPort == options.Port)
            yield return $"MetricsPort is {options.MetricsPort}: give a port of its own between 1 and 65535.";
        foreach (var proxy in options.TrustedProxies.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (!IPNetwork.TryParse(proxy, out _) && !IPAddress.TryParse(proxy, out _))
                yield return $"TrustedProxies names '{proxy}': give IP addresses or ranges like 10.0.0.0/8, "
                    + "separated by commas.";
    }

    /// <summary>A proxy speaks TLS for us, or the port is published to this machine only (a container's).</summary>
    private static bool IsBehindTls(ServerOptions options) =>
        options.PublicUrl is not null && ServerAddress.TryParse(options.PublicUrl, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback);

    private static IEnumerable<string> Certificates(ServerOptions options)
    {
        if ((options.CertificateFile is null) != (options.CertificateKeyFile is null))
            yield return "CertificateFile and CertificateKeyFile belong together: set both or neither.";
        foreach (var file in new[] { options.CertificateFile, options.CertificateKeyFile })
            if (file is not null && !File.Exists(file))
                yield return $"There is no file '{file}': CertificateFile and CertificateKeyFile name PEM files.";
        if (options is { CertificateFile: { } certificate, CertificateKeyFile: { } key }
            && File.Exists(certificate) && File.Exists(key) && !AreOne(certificate, key))
            yield return $"CertificateFile '{certificate}' and CertificateKeyFile '{key}' do not fit together, or are "
                + "no PEM files: set a certificate and the private key that it was issued for.";
        if (options.HasCertificate && options.PublicUrl?.StartsWith("https://", StringComparison.Ordinal) != true)
            yield return "With a certificate PublicUrl must be set and start with https://, "
                + "since clients sign that address.";
        if (options.PublicUrl?.StartsWith("http://", StringComparison.Ordinal) == true
            && ServerAddress.TryParse(options.PublicUrl, out var url) && !url.IsLoopback)
            yield return $"PublicUrl is '{options.PublicUrl}': beyond this machine only https is served.";
        if (options.RedirectPort is < 1 or > 65535)
            yield return $"RedirectPort is {options.RedirectPort}: it must lie between 1 and 65535.";
    }

    private static bool AreOne(string certificate, string key)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(certificate, key);
            return true;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Ranges(ServerOptions options)
    {
        if (options.Storage is not ("sqlite" or "memory" or "postgres"))
            yield return $"Storage is '{options.Storage}': it must be sqlite, postgres or memory.";
        if (options.Storage == "postgres" && options.Postgres is null)
            yield return "Storage is postgres, but Postgres is not set: write it like "
                + "Host=db.example.org;Database=cex;Username=cex.";
        if (options.Storage == "memory" && options.Postgres is not null)
            yield return "Storage is memory, but Postgres is set: set one of them only.";
        List<ValidationResult> results = [];
        Validator.TryValidateObject(
            options.Limits, new ValidationContext(options.Limits), results, validateAllProperties: true);
        foreach (var result in results)
            yield return $"Limits: {result.ErrorMessage}";
    }
}
