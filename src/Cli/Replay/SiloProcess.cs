using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ContextExchange.Cli;

/// <summary>
/// A throw-away server: the built silo on a free port of this machine, with an empty SQLite folder that goes with it.
/// It can be killed without warning and started again on the same data.
/// </summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _silo;
    private readonly string _log;
    private readonly string[] _settings;
    private Process? _process;

    private SiloProcess(string silo, string folder, int port, string[] settings)
    {
        _silo = silo;
        _settings = settings;
        Folder = folder;
        _log = Path.Combine(folder, "server.log");
        Server = new Uri($"http://localhost:{port}/");
    }

    /// <summary>Where it listens, also after it was started again.</summary>
    public Uri Server { get; }

    /// <summary>Its folder: <c>data</c> and <c>server.log</c>.</summary>
    public string Folder { get; }

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Starts one in a new folder and waits until it is ready.</summary>
    /// <param name="folder">Made for it.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="settings">More of its command line: <c>--NAME</c> and its value, one after the other.</param>
    /// <exception cref="ExchangeException"><c>no-server-build</c>, or <c>server-did-not-start</c>.</exception>
    public static async Task<SiloProcess> StartAsync(string folder, CancellationToken ct, params string[] settings)
    {
        var silo = Find() ?? throw new ExchangeException(
            "no-server-build", "The server is not built: run  dotnet build src/Silo -c Release  first.");
        PrivateFile.CreateFolder(folder);
        var server = new SiloProcess(silo, folder, FreePort(), settings);
        try
        {
            await server.StartAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the server without warning (SIGKILL) and starts it again on the same data.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="between">What is done to its data meanwhile; null for nothing.</param>
    public async Task KillAndRestartAsync(CancellationToken ct, Action? between = null)
    {
        await KillAsync();
        Kills++;
        between?.Invoke();
        await StartAsync(ct);
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task StartAsync(CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])
            [
                _silo, "--port", $"{Server.Port}", "--DataFolder", Path.Combine(Folder, "data"),
                "--Grains:MaxTurnsPerMinute", "1000000000", "--Limits:RegistrationsPerHour", "10000",
                "--Limits:SignInsPerMinute", "10000", "--Limits:AnonymousPerMinute", "100000",
                "--Limits:AnonymousPerHour", "100000", "--Limits:InvitesPerMinute", "10000", .. _settings,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        _process.OutputDataReceived += Log;
        _process.ErrorDataReceived += Log;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(ct);
    }

    private async Task WaitUntilReadyAsync(CancellationToken ct)
    {
        using var api = new ExchangeApi(Server);
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < StartLimit && _process is { HasExited: false })
        {
            try
            {
                if (await api.IsReadyAsync(ct)) return;
            }
            catch (ContextExchange.Client.UnreachableException)
            {
                // Not listening yet.
            }

            await Task.Delay(50, ct);
        }

        throw new ExchangeException("server-did-not-start", $"The server did not start; its log is {_log}.");
    }

    private async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Log(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_log) File.AppendAllText(_log, line.Data + "\n");
    }

    /// <summary>The silo beside this program's build; <c>$CEX_SILO</c> names another.</summary>
    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CEX_SILO") is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        return Built("Release") ?? Built("Debug");

        static string? Built(string configuration) =>
            BuiltFile.Find("src", "Silo", "bin", configuration, "net10.0", "ContextExchange.Silo.dll");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
