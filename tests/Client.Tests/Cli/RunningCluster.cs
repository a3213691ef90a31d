using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ContextExchange.Cli;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>
/// Three silos with PostgreSQL and HAProxy in a folder of the test, as <c>./run --silos 3</c> starts them, on free
/// ports. Ends all of it.
/// </summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private const int Ports = 21;

    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly List<string> _errors = [];

    private RunningCluster(Process process, string folder, int port)
    {
        (_process, Folder, Port) = (process, folder, port);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (_errors) _errors.Add(line.Data);
        };
        process.BeginErrorReadLine();
        _said = ReadAsync();
    }

    public string Folder { get; }

    public int Port { get; }

    public string Server => $"https://localhost:{Port}";

    /// <summary>What <c>cex</c> needs to trust the proxy.</summary>
    public Dictionary<string, string> Trust => new() { ["SSL_CERT_FILE"] = Path.Combine(Folder, "certificate.pem") };

    /// <summary>All that was printed for whoever types the next commands.</summary>
    public Task<string> Said => _said;

    /// <summary>Starts the silos, or starts them again on the same folder and port.</summary>
    public static async Task<RunningCluster> StartAsync(string folder, int? port = null)
    {
        var chosen = port ?? FreePorts();
        var script = BuiltFile.Find("eng", "cluster")
            ?? throw new InvalidOperationException("There is no eng/cluster.");
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var argument in (string[])
            [
                script, "--silos", "3", "--port", $"{chosen}", "--data", folder,
                "--Grains:MaxTurnsPerMinute", "1000000000",
            ])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["CEX_SILO"] = Path.Combine(AppContext.BaseDirectory, "ContextExchange.Silo.dll");
        var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        var cluster = new RunningCluster(process, folder, chosen);
        try
        {
            await cluster.Said.WaitAsync(TestContext.Current.CancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The process of one of <c>silo-1</c>, <c>postgres</c>, <c>proxy</c>, ...</summary>
    public int ProcessOf(string name) => int.Parse(File.ReadAllText(Path.Combine(Folder, name + ".pid")).Trim());

    /// <summary>Every process that runs for this cluster.</summary>
    public int[] Processes() =>
        [.. Directory.EnumerateFiles(Folder, "*.pid").Select(file => int.Parse(File.ReadAllText(file).Trim()))];

    /// <summary>Ends a silo as a deployment would, and waits until it is there again.</summary>
    public async Task RestartAsync(int silo)
    {
        var before = ProcessOf($"silo-{silo}");
        End(before);
        using var http = new HttpClient();
        using var look = Looking();
        while (await look.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            if (ProcessOf($"silo-{silo}") != before && await IsReadyAsync(http, silo)) return;
        }
    }

    /// <summary>For what can only be asked again and again: often, without taking the load's processor.</summary>
    public static PeriodicTimer Looking() => new(TimeSpan.FromMilliseconds(100));

    /// <summary>Messages that all silos together have taken since they started.</summary>
    public async Task<long> CountMessagesAsync()
    {
        using var http = new HttpClient();
        var total = 0L;
        foreach (var silo in (int[])[1, 2, 3])
        {
            var metrics = await http.GetStringAsync($"http://127.0.0.1:{Port + 10 + silo}/metrics");
            total += metrics.Split('\n')
                .Where(line => line.StartsWith("contextexchange_messages_total{", StringComparison.Ordinal))
                .Sum(line => (long)double.Parse(line.Split("} ")[1].Split(' ')[0]));
        }

        return total;
    }

    /// <summary>Asks all of it to end, and says how it did.</summary>
    public async Task<int> StopAsync()
    {
        if (!_process.HasExited) End(_process.Id);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    public static bool Lives(int process) => Directory.Exists($"/proc/{process}");

    private async Task<string> ReadAsync()
    {
        var text = "";
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            text += line + "\n";
            if (line.Contains("./cex send", StringComparison.Ordinal)) return text;
        }

        lock (_errors) throw new InvalidOperationException(string.Join('\n', _errors));
    }

    private async Task<bool> IsReadyAsync(HttpClient http, int silo)
    {
        try
        {
            using var answer = await http.GetAsync($"http://127.0.0.1:{Port + silo}/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>A port with as many free ones behind it as the script takes.</summary>
    private static int FreePorts()
    {
        while (true)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (port < 65_000 && Enumerable.Range(port + 1, Ports - 1).All(IsFree)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void End(int process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process}"]);
        kill.WaitForExit();
        if (kill.ExitCode != 0) throw new InvalidOperationException($"Process {process} takes no signal.");
    }
}
