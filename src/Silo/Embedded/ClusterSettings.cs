using System.Net;
using ContextExchange.Web.Http;

namespace ContextExchange.Silo;

/// <summary>What makes a silo one of several; section <c>Cluster</c> of the settings.</summary>
internal sealed class ClusterSettings
{
    /// <summary>The silo's name, unique in the cluster and kept over restarts. Null: a server of one silo.</summary>
    public string? SiloId { get; set; }

    /// <summary>The cluster's name, the same on every silo. Default <c>contextexchange</c>.</summary>
    public string ClusterId { get; set; } = "contextexchange";

    /// <summary>
    /// Where to listen for other silos, <c>address:port</c>. Beyond loopback it needs the certificates.
    /// </summary>
    public string Listen { get; set; } = "127.0.0.1:0";

    /// <summary>Where other silos reach this one, <c>host:port</c>. Null: what it listens on.</summary>
    public string? Advertise { get; set; }

    /// <summary>How many partitions the grains are spread over; fixed for ever. Default 1,024.</summary>
    public int Partitions { get; set; } = 1_024;

    /// <summary>PEM file with this silo's certificate between silos. Null: no TLS there.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with its private key.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>PEM file with the authority that every silo's certificate comes from.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>Everything that is wrong, in sentences that say what to do.</summary>
    public IEnumerable<string> Problems(ServerOptions server)
    {
        if (server.Postgres is null)
            yield return "Cluster:SiloId is set, but Postgres is not: several silos share one database; set Postgres, "
                + "or leave Cluster:SiloId away.";
        string?[] tls = [CertificateFile, CertificateKeyFile, AuthorityFile];
        var missing = tls.Count(file => file is null);
        if (missing is 1 or 2)
            yield return "Cluster:CertificateFile, Cluster:CertificateKeyFile and Cluster:AuthorityFile belong "
                + "together: set all of them or none.";
        foreach (var file in tls)
            if (file is not null && !File.Exists(file))
                yield return $"There is no file '{file}': the certificate settings of Cluster name PEM files.";
        if (!IPEndPoint.TryParse(Listen, out var listen))
            yield return $"Cluster:Listen is '{Listen}': give an IP address and a port, like 10.0.0.5:7946.";
        else if (missing > 0 && !IPAddress.IsLoopback(listen.Address))
            yield return $"Cluster:Listen is {Listen} without TLS: beyond loopback set Cluster:CertificateFile, "
                + "Cluster:CertificateKeyFile and Cluster:AuthorityFile.";
    }
}
