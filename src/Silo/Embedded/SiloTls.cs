using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ContextExchange.Silo;

/// <summary>Mutual TLS between silos: both sides show a certificate of the cluster's own authority.</summary>
internal sealed record SiloTls(SslServerAuthenticationOptions Server, SslClientAuthenticationOptions Client)
{
    /// <summary>Null where no certificate is set.</summary>
    public static SiloTls? Of(ClusterSettings settings)
    {
        if (settings is not { CertificateFile: { } file, CertificateKeyFile: { } key, AuthorityFile: { } authority })
            return null;
        var certificate = X509Certificate2.CreateFromPemFile(file, key);
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return new SiloTls(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                CertificateChainPolicy = policy,
            },
            new SslClientAuthenticationOptions
            {
                // Who a silo is says its place in the table; any certificate of the authority makes it one of ours.
                TargetHost = certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false),
                ClientCertificates = [certificate],
                CertificateChainPolicy = policy,
            });
    }
}
