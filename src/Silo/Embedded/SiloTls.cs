using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ContextExchange.Silo;

/// <summary>Mutual TLS between silos: both sides show a certificate of the cluster's own authority.</summary>
internal sealed record SiloTls(SslServerAuthenticationOptions Server, SslClientAuthenticationOptions Client)
{
    /// <summary>Null where no certificate is set; that all are or none, the settings have been asked.</summary>
    public static SiloTls? Of(ClusterSettings settings)
    {
        if (settings is not { CertificateFile: { } file, CertificateKeyFile: { } key, AuthorityFile: { } authority })
            return null;
        var certificate = Read(
            () => X509Certificate2.CreateFromPemFile(file, key),
            $"Cluster:CertificateFile '{file}' and Cluster:CertificateKeyFile '{key}' do not fit together, or are no "
            + "PEM files: set a certificate and the private key that it was issued for.");
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        var trusted = policy.CustomTrustStore;
        Read(
            () =>
            {
                trusted.ImportFromPemFile(authority);
                return trusted.Count > 0 ? trusted : throw new CryptographicException("There is no certificate.");
            },
            $"Cluster:AuthorityFile '{authority}' holds no certificate: it names the PEM file of the authority that "
            + "has issued every silo's certificate.");
        return new SiloTls(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                CertificateChainPolicy = policy,
            },
            new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                CertificateChainPolicy = policy,
                // Any certificate of the authority makes a silo one of ours, whatever name stands in it: which run of
                // which silo it is, the handshake inside proves.
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
            });
    }

    /// <summary>A silo whose own certificate the others will refuse had better not start.</summary>
    /// <exception cref="OptionsValidationException">Its authority does not vouch for it, or not now.</exception>
    public void RefuseStranger(ClusterSettings settings)
    {
        if (Server is not { ServerCertificate: X509Certificate2 own, CertificateChainPolicy: { } policy }) return;
        using var chain = new X509Chain { ChainPolicy = policy.Clone() };
        if (chain.Build(own)) return;
        var reasons = string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation.Trim()));
        throw Refused(
            $"The certificate '{settings.CertificateFile}' is not one that Cluster:AuthorityFile "
            + $"'{settings.AuthorityFile}' vouches for now: have it issued by that authority, or renewed. {reasons}");
    }

    private static T Read<T>(Func<T> read, string problem)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException or IOException
            or UnauthorizedAccessException)
        {
            throw Refused(problem);
        }
    }

    private static OptionsValidationException Refused(string problem) =>
        new("Cluster", typeof(ClusterSettings), [problem]);
}
