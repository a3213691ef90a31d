using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ContextExchange.Storage.Tests;

/// <summary>
/// A throw-away PostgreSQL in a temporary folder, on a free port of loopback and a socket in the folder. It ends with
/// this process, however that ends: a watcher waits for the end of its own input.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Tests write their own statements.")]
internal sealed class PostgresServer : IDisposable
{
    private const string User = "cex";

    private const string Empty =
        """
        DO $$ DECLARE gone integer; BEGIN
            FOR gone IN SELECT part FROM log_parts LOOP EXECUTE format('DROP TABLE log_%s', gone); END LOOP;
            TRUNCATE writers, heads, marks, log_parts, mailbox_segments, mark_segments, cursors, holds, epochs, rewraps,
                states, audit, cluster, silos, silos_gone, partitions;
            UPDATE audit_end SET position = 0, hash = decode(repeat('00', 32), 'hex');
            UPDATE meta SET value = value + 1 WHERE name = 'incarnation';
        END $$
        """;

    private static readonly Lazy<PostgresServer> SharedServer = new(() => Start(durable: false));

    private readonly string _folder;
    private readonly string _programs;
    private readonly string[] _asOther;
    private readonly bool _durable;
    private readonly int _port;
    private Process? _watcher;
    private readonly ConcurrentBag<string> _clean = [];
    private int _databases;

    private PostgresServer(string folder, string programs, string[] asOther, bool durable)
    {
        (_folder, _programs, _asOther, _durable) = (folder, programs, asOther, durable);
        _port = FreePort();
    }

    /// <summary>For everything that does not kill its server; it does not flush, since nothing of it is kept.</summary>
    public static PostgresServer Shared => SharedServer.Value;

    public int Port => _port;

    /// <summary>A server of one test.</summary>
    /// <param name="durable">It flushes what it commits, as servers do.</param>
    public static PostgresServer Start(bool durable)
    {
        var programs = PostgresPrograms.Find();
        var asOther = PostgresPrograms.AsOther();
        var folder = Directory.CreateTempSubdirectory("cex-postgres-").FullName;
        if (asOther.Length > 0) PostgresPrograms.Run("chown", PostgresPrograms.OtherUser, folder);
        var server = new PostgresServer(folder, programs, asOther, durable);
        server.Initialise();
        server.Run();
        return server;
    }

    public string ConnectionString(string database) =>
        $"Host={_folder};Port={_port};Database={database};Username={User}";

    /// <summary>Over loopback, where a proxy can stand between.</summary>
    public static string ConnectionStringAt(int port, string database) =>
        $"Host=127.0.0.1;Port={port};Database={database};Username={User};SSL Mode=Disable";

    /// <summary>An empty database, one that was given back where there is one.</summary>
    public string TakeDatabase()
    {
        if (_clean.TryTake(out var name)) return name;
        name = $"cex_{Interlocked.Increment(ref _databases)}";
        Execute("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Empties a database for the next test, which is faster than to make one; its schema stays.</summary>
    public void GiveBack(string name)
    {
        Execute(name, Empty);
        _clean.Add(name);
    }

    public void Execute(string database, string sql)
    {
        using var connection = Connect(database);
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public long AskNumber(string database, string sql)
    {
        using var connection = Connect(database);
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Ends the server's processes by SIGKILL, all at once, and waits until they are gone.</summary>
    public void Kill()
    {
        var main = MainProcess();
        var processes = Directory.EnumerateDirectories("/proc")
            .Where(path => ParentOf(path) == main).Select(path => Path.GetFileName(path)!)
            .Prepend(main.ToString(CultureInfo.InvariantCulture)).ToArray();
        PostgresPrograms.Run("kill", ["-9", .. processes]);
        EndWatcher();
        foreach (var process in processes) SpinWait.SpinUntil(() => IsGone(process));
    }

    /// <summary>Starts it again on the same folder and port, after <see cref="Kill"/>.</summary>
    public void Run()
    {
        Directory.EnumerateFiles(_folder, ".s.PGSQL.*").ToList().ForEach(File.Delete);
        // The shell kills what it started when its input ends: when this process closes it, or is gone.
        var script = $"""
            "{_programs}/postgres" -D "{_folder}/data" -p {_port} -k "{_folder}" -h 127.0.0.1 \
                -c fsync={(_durable ? "on" : "off")} -c max_connections=200 -c shared_buffers=32MB \
                -c log_min_messages=fatal >>"{_folder}/log" 2>&1 </dev/null &
            read -r line
            kill -QUIT $! 2>/dev/null
            wait $! 2>/dev/null
            """;
        string[] command = [.. _asOther, "sh", "-c", script];
        _watcher = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true })
            ?? throw new InvalidOperationException("PostgreSQL was not started.");
        if (!SpinWait.SpinUntil(Answers, TimeSpan.FromSeconds(60)))
            throw new InvalidOperationException(
                $"PostgreSQL did not start: {File.ReadAllText(Path.Combine(_folder, "log"))}");
    }

    /// <summary>Makes it a standby of nobody and promotes it, as a failover does.</summary>
    public void BeginNewTimeline()
    {
        EndWatcher();
        var signal = Path.Combine(_folder, "data", "standby.signal");
        File.WriteAllText(signal, "");
        PostgresPrograms.Run("chmod", "666", signal);
        Run();
        Execute("postgres", "SELECT pg_promote()");
    }

    public void Dispose()
    {
        EndWatcher();
        Directory.Delete(_folder, recursive: true);
    }

    private void Initialise()
    {
        string[] command =
        [
            .. _asOther, $"{_programs}/initdb", "-D", $"{_folder}/data", "-U", User, "--auth=trust", "--no-sync",
            "--encoding=UTF8", "--locale=C",
        ];
        PostgresPrograms.Run(command[0], command[1..]);
        // Tests share a server without an end of their own.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteAtExit();
    }

    private void DeleteAtExit()
    {
        if (!Directory.Exists(_folder)) return;
        Dispose();
    }

    private void EndWatcher()
    {
        if (_watcher is null) return;
        _watcher.StandardInput.Close();
        _watcher.WaitForExit();
        _watcher.Dispose();
        _watcher = null;
    }

    private int MainProcess() => int.Parse(
        File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    private bool Answers()
    {
        try
        {
            using var connection = Connect("postgres");
            return true;
        }
        catch (NpgsqlException)
        {
            return _watcher is not { HasExited: false };
        }
    }

    private NpgsqlConnection Connect(string database)
    {
        var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        connection.Open();
        return connection;
    }

    private static int ParentOf(string path)
    {
        var status = Path.Combine(path, "status");
        if (!int.TryParse(Path.GetFileName(path), out _) || !File.Exists(status)) return -1;
        try
        {
            var line = File.ReadLines(status).First(line => line.StartsWith("PPid:", StringComparison.Ordinal));
            return int.Parse(line.AsSpan(5), CultureInfo.InvariantCulture);
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            // It ended meanwhile.
            return -1;
        }
    }

    // A dead process whose parent has not asked yet is gone as well.
    private static bool IsGone(string process)
    {
        var status = $"/proc/{process}/status";
        try
        {
            return !File.Exists(status)
                || File.ReadLines(status).Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
