using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using ContextExchange.Web.Http;

namespace ContextExchange.Silo;

/// <summary>What makes a silo one of several; section <c>Cluster</c> of the settings.</summary>
internal sealed class ClusterSettings
{
    private const int MaxName = 64;

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
    [Range(1, 65_536)]
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
        if (SiloId is not null && server.Postgres is null)
            yield return "Cluster:SiloId is set, but Postgres is not: several silos share one database; set Postgres, "
                + "or leave Cluster:SiloId away.";
        if (SiloId is not null && !IsName(SiloId))
            yield return $"Cluster:SiloId is '{SiloId}': write 1 to 64 letters, digits, '-', '.' or '_'.";
        if (ClusterId.Length is 0 or > MaxName)
            yield return $"Cluster:ClusterId is '{ClusterId}': write a name of 1 to 64 characters.";
        string?[] tls = [CertificateFile, CertificateKeyFile, AuthorityFile];
        var missing = tls.Count(file => file is null);
        if (missing is 1 or 2)
            yield return "Cluster:CertificateFile, Cluster:CertificateKeyFile and Cluster:AuthorityFile belong "
                + "together: set all of them or none.";
        foreach (var file in tls)
            if (file is not null && !File.Exists(file))
                yield return $"There is no file '{file}': the certificate settings of Cluster name PEM files.";
        if (!IPEndPoint.TryParse(Listen, out var listen) || !Listen.Contains(':'))
            yield return $"Cluster:Listen is '{Listen}': give an IP address and a port, like 10.0.0.5:7946.";
        else if (missing > 0 && !IPAddress.IsLoopback(listen.Address))
            yield return $"Cluster:Listen is {Listen} without TLS: beyond loopback set Cluster:CertificateFile, "
                + "Cluster:CertificateKeyFile and Cluster:AuthorityFile.";
        if (Advertise is not null && !IsReachable(Advertise))
            yield return $"Cluster:Advertise is '{Advertise}': give the host and the port where the other silos reach "
                + "this one, like 10.0.0.5:7946 or silo-1.example.org:7946.";
        else if (Advertise is null && listen is not null && IsEveryAddress(listen.Address))
            yield return $"Cluster:Listen is {Listen}, which is no address that another silo can reach: set "
                + "Cluster:Advertise to this silo's own, like 10.0.0.5:7946.";
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaxName
        && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_');

    private static bool IsEveryAddress(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static bool IsReachable(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port > 0
            && Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown
            && !(IPAddress.TryParse(text[..colon], out var address) && IsEveryAddress(address));
    }
}
