using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContextExchange.Storage.Tests;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>
/// Starts that must not come about: exit code 2, one sentence that says what to do, and nothing changed.
/// See docs/operating/refused-starts.md.
/// </summary>
public sealed class RefusedStartTests : IDisposable
{
    private const string Newer = "INSERT INTO schema_version (version, serves) VALUES (999, 999)";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cex-refused-");
    private readonly string _database = PostgresServer.Shared.TakeDatabase();

    private string Postgres => "--postgres=" + PostgresServer.Shared.ConnectionString(_database);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ASchemaOfANewerBuild()
    {
        await FirstStartAsync(WithSecrets());
        Execute(Newer);

        await RefusedAsync("this build knows only up to", WithSecrets());
        Assert.Equal(999, Ask("SELECT max(version) FROM schema_version"));
    }

    [Fact]
    public async Task ADatabaseWithoutTablesWhereMigrationsAreOff()
    {
        await RefusedAsync("has no tables, and PostgresMigrate is off", Postgres, "--postgres-migrate=false");
        Assert.Equal(0, Ask("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task AnOlderSchemaWhereMigrationsAreOff()
    {
        await FirstStartAsync(WithSecrets());
        Execute("DELETE FROM schema_version WHERE version = (SELECT max(version) FROM schema_version)");
        var before = Ask("SELECT max(version) FROM schema_version");

        await RefusedAsync(
            "and PostgresMigrate is off: start one server of this build",
            [.. WithSecrets(), "--postgres-migrate=false"]);
        Assert.Equal(before, Ask("SELECT max(version) FROM schema_version"));
    }

    [Fact]
    public async Task AUserWhoMayNotMakeTables()
    {
        Execute($"CREATE ROLE {_database}_reader LOGIN");
        await RefusedAsync(
            "make the user the owner of the database",
            Postgres.Replace("Username=cex", $"Username={_database}_reader"));
    }

    [Fact]
    public async Task ADatabaseThatIsNotThere() =>
        await RefusedAsync("there is no such database", Postgres.Replace(_database, "nowhere"));

    [Fact]
    public async Task ADatabaseServerThatDoesNotAnswer() =>
        await RefusedAsync("check that PostgreSQL runs", "--postgres=Host=127.0.0.1;Port=1;Database=cex;Username=cex");

    [Fact]
    public async Task AHeartbeatBelowASecond() => await RefusedAsync("Heartbeat", "--Gateway:Heartbeat=00:00:00.1");

    [Theory]
    [InlineData("--Gateway:Heartbeat=abc", "Gateway:Heartbeat is 'abc': write a time")]
    [InlineData("--Cluster:Listen=nonsense", "Cluster:Listen is 'nonsense'")]
    [InlineData("--Cluster:SiloID2=one", "Cluster:SiloID2 is no setting: did you mean Cluster:SiloId?")]
    [InlineData("--postgress=x", "--postgress is no setting: did you mean --postgres?")]
    [InlineData("--port", "--port has no value")]
    [InlineData("-x", "'-x' on the command line is no setting")]
    public async Task ASettingThatNobodyCouldUse(string setting, string says) => await RefusedAsync(says, setting);

    [Fact]
    public async Task ASettingsFileThatCannotBeRead() => await RefusedAsync(
        "appsettings.json", "--contentRoot=" + BrokenSettings());

    [Fact]
    public async Task ATableThatIsMissing()
    {
        await FirstStartAsync(WithSecrets());
        Execute("DROP TABLE rewraps CASCADE");
        await RefusedAsync("the table rewraps is missing", WithSecrets());
    }

    [Fact]
    public async Task AnotherSecretsFolderThanTheClusters()
    {
        await FirstStartAsync(Cluster("one", "first"));
        await RefusedAsync("copy the secrets folder of a silo that runs", Cluster("two", "second"));
    }

    [Fact]
    public async Task AServerThatIsAloneWithOtherSecretsThanItsDatabases()
    {
        await FirstStartAsync(WithSecrets("first"));
        await RefusedAsync("are not those that the database at", WithSecrets("second"));
    }

    [Fact]
    public async Task AServerThatIsAloneOnAClustersDatabaseWithOtherSecrets()
    {
        await FirstStartAsync(Cluster("one", "first"));
        await RefusedAsync("are not those that the database at", WithSecrets("second"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(null, "one")]
    [InlineData("one", null)]
    public async Task ADatabaseThatAnotherServerUses(string? runningId, string? refusedId)
    {
        await using var running = SiloProcess.Start(Settings(runningId));
        await running.ReadyAsync();

        await RefusedAsync("Another server uses the database at", Settings(refusedId));

        await running.ReadyAsync();
    }

    [Fact]
    public async Task AServerThatWasAloneBecomesTheFirstSiloOfACluster()
    {
        await FirstStartAsync(WithSecrets());
        await FirstStartAsync(Cluster("one", "first"));
        await RefusedAsync(
            "another number of partitions than 64", [.. Cluster("two", "first"), "--Cluster:Partitions=64"]);
        await FirstStartAsync(WithSecrets());
    }

    [Fact]
    public async Task AnotherClustersDatabase()
    {
        await FirstStartAsync(Cluster("one", "first"));
        await RefusedAsync(
            "belongs to another cluster than 'other'", [.. Cluster("two", "first"), "--Cluster:ClusterId=other"]);
    }

    [Fact]
    public async Task AnotherNumberOfPartitions()
    {
        await FirstStartAsync(Cluster("one", "first"));
        await RefusedAsync(
            "another number of partitions than 64", [.. Cluster("two", "first"), "--Cluster:Partitions=64"]);
    }

    [Fact]
    public async Task ASiloIdThatIsInUse()
    {
        await using var running = SiloProcess.Start(Cluster("one", "first"));
        await running.ReadyAsync();

        await RefusedAsync("A silo called 'one' is in the cluster already", Cluster("one", "first"));

        await running.ReadyAsync();
        Assert.Equal(1, Ask("SELECT count(*) FROM silos"));
    }

    [Fact]
    public async Task ACertificateAndAKeyThatDoNotFit()
    {
        var (one, other, authority) = (Issue("one"), Issue("other"), Issue("authority"));
        await RefusedAsync(
            "do not fit together",
            [.. Cluster("one", "first"), .. Tls(one.Certificate, other.Key, authority.Certificate)]);
    }

    [Fact]
    public async Task ACertificateOfAnotherAuthority()
    {
        var (one, authority) = (Issue("one"), Issue("authority"));
        await RefusedAsync(
            "vouches for now", [.. Cluster("one", "first"), .. Tls(one.Certificate, one.Key, authority.Certificate)]);
    }

    [Fact]
    public async Task AnAuthorityFileWithoutACertificate()
    {
        var one = Issue("one");
        await RefusedAsync(
            "holds no certificate", [.. Cluster("one", "first"), .. Tls(one.Certificate, one.Key, one.Key)]);
    }

    [Fact]
    public async Task APortThatIsInUse()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await RefusedAsync($"Port {port} is in use: stop the other program", $"--port={port}");
    }

    [Fact]
    public async Task AFolderWithDataWithoutItsSecrets()
    {
        var data = "--data=" + _folder.FullName;
        await FirstStartAsync(data);
        var secrets = Path.Combine(_folder.FullName, "secrets");
        Directory.Delete(secrets, recursive: true);

        await RefusedAsync($"put '{Path.Combine(secrets, "pepper")}', ", data);
        Assert.False(Directory.Exists(secrets));
    }

    [Fact]
    public async Task ADatabaseWithDataWithoutItsSecrets()
    {
        await FirstStartAsync(Postgres);
        Execute(
            "INSERT INTO states (grain_key, grain_type, name, version, body) VALUES ('one', 'agent', 'agent', 1, '')");

        await RefusedAsync("The data needs secrets that are missing", Postgres);
    }

    [Fact]
    public async Task ADataFolderThatIsAFile()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        await RefusedAsync($"'{file}' is a file: name a folder", "--data=" + file);
    }

    [Fact]
    public async Task ADatabaseFileThatIsNoDatabase()
    {
        var data = "--data=" + _folder.FullName;
        await FirstStartAsync(data);
        // What a killed server had yet to put into the database would mend it.
        foreach (var file in _folder.GetFiles("exchange.db*")) file.Delete();
        File.WriteAllBytes(Path.Combine(_folder.FullName, "exchange.db"), RandomNumberGenerator.GetBytes(8_192));

        await RefusedAsync("it is no SQLite database", data);
    }

    [Fact]
    public async Task ADataFolderThatCannotBeMade() =>
        await RefusedAsync("make that a place that this user may read and write", "--data=/proc/nowhere");

    [Fact]
    public async Task ADatabaseWithAnotherProgramsTables()
    {
        Execute("CREATE TABLE heads (id integer)");
        await RefusedAsync("and not by this server: name an empty database", Postgres);
    }

    [Fact]
    public async Task AnAddressOfAnotherMachine() => await RefusedAsync(
        "The server cannot listen on 192.0.2.1", "--listen=192.0.2.1", "--public-url=https://cex.example.org");

    [Fact]
    public async Task AServersCertificateAndKeyThatDoNotFit()
    {
        var (one, other) = (Issue("one"), Issue("other"));
        await RefusedAsync(
            "CertificateFile", "--storage=memory", "--public-url=https://localhost", "--certificate=" + one.Certificate,
            "--key=" + other.Key);
    }

    /// <summary>A start that comes about, and its end: what it leaves is what the refused one finds.</summary>
    private static async Task FirstStartAsync(params string[] settings)
    {
        await using var first = SiloProcess.Start(settings);
        await first.ReadyAsync();
    }

    private static async Task RefusedAsync(string says, params string[] settings)
    {
        await using var silo = SiloProcess.Start(settings);
        var (code, log, errors) = await silo.EndAsync();
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.StartsWith("The server cannot start:", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
        Assert.Equal(2, code);
    }

    private string BrokenSettings()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), "{ nonsense");
        return _folder.FullName;
    }

    private string[] Settings(string? siloId) => siloId is null ? WithSecrets() : Cluster(siloId, "first");

    private string[] Cluster(string siloId, string secrets) =>
        [.. WithSecrets(secrets), "--Cluster:SiloId=" + siloId];

    private string[] WithSecrets(string secrets = "first")
    {
        var folder = _folder.CreateSubdirectory(secrets).FullName;
        foreach (var name in new[] { "pepper", "lineage-key", "column-key" })
            if (!File.Exists(Path.Combine(folder, name)))
                File.WriteAllBytes(Path.Combine(folder, name), RandomNumberGenerator.GetBytes(32));
        return [Postgres, "--secrets=" + folder];
    }

    private static string[] Tls(string certificate, string key, string authority) =>
    [
        "--Cluster:CertificateFile=" + certificate, "--Cluster:CertificateKeyFile=" + key,
        "--Cluster:AuthorityFile=" + authority,
    ];

    private (string Certificate, string Key) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var files = (Path.Combine(_folder.FullName, name + ".pem"), Path.Combine(_folder.FullName, name + ".key"));
        File.WriteAllText(files.Item1, certificate.ExportCertificatePem());
        File.WriteAllText(files.Item2, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    private void Execute(string sql) => PostgresServer.Shared.Execute(_database, sql);

    private long Ask(string sql) => PostgresServer.Shared.AskNumber(_database, sql);
}
