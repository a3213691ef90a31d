using System.Net;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>What is said to Npgsql: the operator's connection string, and what this store needs.</summary>
internal static class PostgresAddress
{
    // Every lookup of this store has its index. A plan that was made while a table was empty must not walk through it
    // when it has grown, and none is worth compiling.
    private const string Planning =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off "
        + "-c plan_cache_mode=force_generic_plan";

    private const int PreparedStatements = 100;

    /// <summary>A folder with a socket, or loopback: what is said there does not leave the machine.</summary>
    public static bool IsLocal(string hosts) =>
        hosts.Split(',', StringSplitOptions.TrimEntries).All(host => host.StartsWith('/') || IsLoopback(host));

    public static NpgsqlConnectionStringBuilder Of(PostgresStorageOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        if (options.PasswordFile is { } file) settings.Password = File.ReadAllText(file).TrimEnd('\r', '\n');
        if (!IsLocal(settings.Host ?? "")) settings.SslMode = SslMode.VerifyFull;
        settings.ApplicationName ??= "contextexchange";
        settings.Options = $"{settings.Options} {Planning}".TrimStart();
        settings.Timeout = options.ConnectTimeout;
        settings.CommandTimeout = options.CommandTimeout;
        settings.TcpKeepAlive = true;
        settings.PersistSecurityInfo = false;
        settings.IncludeErrorDetail = false;
        settings.Enlist = false;
        settings.MinPoolSize = 0;
        settings.MaxPoolSize = options.ReadConnections;
        settings.MaxAutoPrepare = PreparedStatements;
        settings.AutoPrepareMinUsages = 2;
        return settings;
    }

    /// <summary>For messages: who and where, never the password.</summary>
    public static string Describe(NpgsqlConnectionStringBuilder settings) =>
        $"{settings.Host}:{settings.Port}/{settings.Database}";

    private static bool IsLoopback(string host)
    {
        var name = host.StartsWith('[') ? host[1..Math.Max(1, host.IndexOf(']'))]
            : host.Count(':'.Equals) == 1 ? host[..host.IndexOf(':')] : host;
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }
}
