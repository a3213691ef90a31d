using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ContextExchange.Silo;

/// <summary>Mutual TLS between silos: both sides show a certificate of the cluster's own authority.</summary>
internal sealed record SiloTls(SslServerAuthenticationOptions Server, SslClientAuthenticationOptions Client)
{
    /// <summary>Null where no certificate is set; that all are or none, the settings have been asked.</summary>
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
                ClientCertificates = [certificate],
                CertificateChainPolicy = policy,
                // Any certificate of the authority makes a silo one of ours, whatever name stands in it: which run of
                // which silo it is, the handshake inside proves.
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
            });
    }
}
