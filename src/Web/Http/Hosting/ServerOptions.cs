using System.Net;

namespace ContextExchange.Web.Http;

/// <summary>
/// Everything that an operator can set. Sources, later ones win: the defaults here, <c>appsettings.json</c>,
/// environment variables <c>CEX_NAME</c>, command line <c>--name</c>. <see cref="ServerOptionsValidator"/> reports
/// every problem at once.
/// </summary>
public sealed class ServerOptions
{
    /// <summary>
    /// How clients reach this server: scheme, host and port, for example <c>https://cex.example.org</c>. Null: this
    /// machine only, at <c>http://localhost:PORT</c>.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>The port to listen on, 0 for any free one. Default 8080.</summary>
    public int Port { get; set; } = 8080;

    /// <summary>
    /// The IP address to listen on. Null: every address when there is a certificate, otherwise loopback.
    /// </summary>
    public string? ListenAddress { get; set; }

    /// <summary>PEM file with the certificate and its chain; read again when it changes. Null: no TLS here.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the certificate's private key. Null exactly when there is no certificate.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>With a certificate, a port whose plain requests are redirected to HTTPS. Null for none.</summary>
    public int? RedirectPort { get; set; }

    /// <summary>
    /// The folder with the database and the server's secrets. Default <c>data</c>; created with mode 0700.
    /// </summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>
    /// A folder with the files <c>pepper</c>, <c>lineage-key</c> and <c>column-key</c> (32 bytes each, raw or base64),
    /// as container secrets are. Null: <c>secrets</c> in the data folder, created at the first start with mode 0600.
    /// </summary>
    public string? SecretsFolder { get; set; }

    /// <summary>
    /// Where messages are kept: <c>sqlite</c> (default), <c>postgres</c> or <c>memory</c> (nothing survives; for
    /// trials).
    /// </summary>
    public string Storage { get; set; } = "sqlite";

    /// <summary>
    /// The database, as Npgsql writes it: <c>Host=db.example.org;Database=cex;Username=cex</c>. Where it is set,
    /// messages are kept there and <see cref="Storage"/> need not say so. Null: none.
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>
    /// A file with the database's password, better than a connection string that holds it. Null: as the connection
    /// string says.
    /// </summary>
    public string? PostgresPasswordFile { get; set; }

    /// <summary>
    /// Whether this server may bring the database's tables to its build. Default true; false where its user may not, or
    /// where an upgrade is a step of its own.
    /// </summary>
    public bool PostgresMigrate { get; set; } = true;

    /// <summary>
    /// IP addresses or CIDR ranges of proxies, separated by commas, whose X-Forwarded-For is believed. Default none:
    /// the header is ignored.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>
    /// The port of <c>/metrics</c> (Prometheus text), which answers anyone who reaches it. Null for none.
    /// </summary>
    public int? MetricsPort { get; set; }

    /// <summary>The IP address of <see cref="MetricsPort"/>. Default loopback.</summary>
    public string MetricsAddress { get; set; } = "127.0.0.1";

    /// <summary>
    /// Where the server says at its start where it is, what to do next and, until there is an operator, the one-time
    /// link that makes one: <c>console</c> (default), <c>none</c> (no link is made either), or the name of a file that
    /// only this user can read, for where the console is a log that is kept.
    /// </summary>
    public string Welcome { get; set; } = "console";

    /// <summary>One JSON object per log line instead of text.</summary>
    public bool JsonLogs { get; set; }

    /// <summary>How mail is sent.</summary>
    public Mail.MailOptions Mail { get; set; } = new();

    /// <summary>OpenID providers that people may sign in with. Default none.</summary>
    public Auth.IssuerOptions[] Issuers { get; set; } = [];

    /// <summary>How many requests are let through.</summary>
    public RequestLimits Limits { get; set; } = new();

    /// <summary>The kind of store in effect.</summary>
    public string EffectiveStorage => Postgres is null ? Storage : "postgres";

    /// <summary>Whether this server itself speaks TLS.</summary>
    public bool HasCertificate => CertificateFile is not null;

    /// <summary>The address to listen on in effect.</summary>
    /// <exception cref="FormatException"><see cref="ListenAddress"/> is no IP address.</exception>
    public IPAddress EffectiveAddress => ListenAddress is not null
        ? IPAddress.Parse(ListenAddress)
        : HasCertificate ? IPAddress.IPv6Any : IPAddress.Loopback;
}
