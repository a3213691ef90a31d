using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using ContextExchange.Storage.Tests;
using Npgsql;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>
/// A real PostgreSQL that flushes what it commits. It can be killed with all of its processes, stopped, started again,
/// copied into a standby and promoted.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Drills write their own statements.")]
internal sealed class DatabaseProcess : IDisposable
{
    public const string Database = "cex";
    public const string User = "cex";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);
    private static readonly string[] AsOther = PostgresPrograms.AsOther();
    private static readonly string Programs = PostgresPrograms.Find();

    private ChildProcess? _process;

    private DatabaseProcess(DatabaseSettings settings) => Settings = settings;

    public DatabaseSettings Settings { get; }

    public bool IsRunning => _process is { IsRunning: true };

    /// <summary>A new server with an empty database.</summary>
    public static async Task<DatabaseProcess> CreateAsync(DatabaseSettings settings)
    {
        MakeFolder(settings.Folder);
        await RunAsync(
            settings, "initdb", "-D", settings.Data, "-U", User, "--auth=trust", "--no-sync", "--encoding=UTF8",
            "--locale=C");
        if (settings.Beyond is { } beyond) await LetInAsync(settings, beyond.Network, beyond.Tls);
        var server = new DatabaseProcess(settings);
        await server.StartAsync();
        server.Execute($"CREATE DATABASE {Database}", "postgres");
        return server;
    }

    /// <summary>A standby of a running server, as <c>pg_basebackup</c> makes it.</summary>
    /// <param name="primary">Whose.</param>
    /// <param name="settings">Its own.</param>
    /// <param name="name">By which <c>synchronous_standby_names</c> knows it.</param>
    public static async Task<DatabaseProcess> CreateStandbyAsync(
        DatabaseProcess primary, DatabaseSettings settings, string name)
    {
        MakeFolder(settings.Folder);
        await RunAsync(
            settings, "pg_basebackup", "-D", settings.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d",
            $"host=127.0.0.1 port={primary.Settings.Port} user={User} application_name={name}");
        var standby = new DatabaseProcess(settings);
        await standby.StartAsync();
        return standby;
    }

    /// <summary>How silos reach it.</summary>
    /// <param name="silo">Whose connections they are, for <see cref="Judging.WriterWitness"/>.</param>
    /// <param name="host">The address of whatever stands before it.</param>
    /// <param name="tls">Null on loopback.</param>
    /// <param name="ports">Of whatever stands before it, and of a standby where there is one.</param>
    public static string ConnectionStringAt(
        string silo, IPAddress host, Certificates? tls, params IEnumerable<int> ports) =>
        $"Host={string.Join(',', ports.Select(port => $"{host}:{port}"))};Database={Database};Username={User};"
        + $"Application Name={silo};"
        + (tls is null ? "SSL Mode=Disable" : $"SSL Mode=VerifyFull;Root Certificate={tls.Authority}");

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Begin();
        if (!await Waiting.UntilAsync(() => !IsRunning || Answers(), StartLimit) || !IsRunning)
            throw new InvalidOperationException($"PostgreSQL did not start: its log is {Settings.Log}.");
    }

    /// <summary>Starts it without waiting.</summary>
    public void Begin()
    {
        _process?.Dispose();
        _process = ChildProcess.Start(
            Settings.Log,
            [
                .. AsOther, $"{Programs}/postgres", "-D", Settings.Data, "-p", $"{Settings.Port}",
                "-k", Settings.Folder,
                .. Settings.Beyond is { } beyond
                    ? (string[])["-h", $"127.0.0.1,{beyond.Address}", "-c", "ssl=on"]
                    : ["-h", "127.0.0.1"],
                "-c", "shared_buffers=64MB", "-c", "max_connections=100", "-c", "fsync=on",
                "-c", "log_min_messages=warning",
                .. Settings.More.SelectMany(setting => (string[])["-c", setting]),
            ]);
    }

    /// <summary>Ends all of its processes at once and without warning.</summary>
    public async Task KillAsync()
    {
        if (_process is not { IsRunning: true } process) return;
        var children = ProcessTable.ChildrenOf(process.Id);
        process.Tell(Signal.Kill);
        foreach (var child in children) ChildProcess.Tell(child, Signal.Kill);
        await process.Ended;
        await Waiting.UntilAsync(() => children.All(ProcessTable.IsGone), EndLimit);
    }

    /// <summary>Freezes or thaws all of its processes.</summary>
    public void TellAll(Signal signal)
    {
        if (_process is not { IsRunning: true } process) return;
        foreach (var one in ProcessTable.ChildrenOf(process.Id).Prepend(process.Id)) ChildProcess.Tell(one, signal);
    }

    /// <summary>Stops it in an orderly way; its clients are cut off.</summary>
    public async Task StopAsync()
    {
        _process?.Tell(Signal.Interrupt);
        await (_process?.Ended ?? Task.CompletedTask);
    }

    /// <summary>Writes a dump of the database as it is now.</summary>
    public Task DumpAsync(string file) => RunAsync(
        Settings, "pg_dump", "-Fc", "-h", Settings.Folder, "-p", $"{Settings.Port}", "-U", User, "-f", file, Database);

    /// <summary>Fills the empty database from a dump.</summary>
    public Task RestoreAsync(string file) => RunAsync(
        Settings, "pg_restore", "-h", Settings.Folder, "-p", $"{Settings.Port}", "-U", User, "-d", Database, file);

    /// <summary>Makes a standby the primary.</summary>
    public Task PromoteAsync() => RunAsync(Settings, "pg_ctl", "promote", "-w", "-D", Settings.Data);

    public void Execute(string sql, string database = Database)
    {
        using var connection = Connect(database);
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public long Ask(string sql, string database = Database)
    {
        using var connection = Connect(database);
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>A connection of its own, past every proxy.</summary>
    public NpgsqlConnection Connect(string database = Database)
    {
        var connection = new NpgsqlConnection(
            $"Host={Settings.Folder};Port={Settings.Port};Database={database};Username={User};Pooling=false;Timeout=5");
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        if (_process is { IsRunning: true } process)
        {
            process.Tell(Signal.Quit);
            process.Ended.Wait(EndLimit);
        }

        _process?.Dispose();
    }

    private bool Answers()
    {
        try
        {
            using var connection = Connect("postgres");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        if (AsOther.Length > 0) PostgresPrograms.Run("chown", PostgresPrograms.OtherUser, folder);
    }

    /// <summary>Its certificate has PostgreSQL's usual names, and is its user's.</summary>
    private static async Task LetInAsync(DatabaseSettings settings, string network, Certificates tls)
    {
        await File.AppendAllTextAsync(
            Path.Combine(settings.Data, "pg_hba.conf"), $"hostssl all all {network} trust\n");
        foreach (var (from, name) in ((string, string)[])[(tls.Certificate, "server.crt"), (tls.Key, "server.key")])
        {
            var file = Path.Combine(settings.Data, name);
            File.Copy(from, file);
            if (AsOther.Length > 0) PostgresPrograms.Run("chown", PostgresPrograms.OtherUser, file);
        }
    }

    private static Task RunAsync(DatabaseSettings settings, string program, params string[] arguments) =>
        ChildProcess.RunAsync(settings.Log + ".tools", [.. AsOther, $"{Programs}/{program}", .. arguments]);
}
