using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ContextExchange.Web.Tests.Clusters;

/// <summary>The server as a process, with a folder of its own; killed when it is disposed of.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly string _folder;

    private SiloProcess(Process process, int port, string folder)
    {
        _process = process;
        _folder = folder;
        Port = port;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public int Port { get; }

    /// <param name="settings">As on the command line, <c>--name=value</c>.</param>
    public static SiloProcess Start(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("cex-silo-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ContextExchange.Silo.dll"));
        start.ArgumentList.Add("--data=" + folder);
        start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"--port={port}"));
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        // A test must not depend on what the machine that runs it has set.
        var foreign = start.Environment.Keys.Where(key => key.StartsWith("CEX_", StringComparison.Ordinal)).ToList();
        foreach (var name in foreign)
            start.Environment.Remove(name);
        return new SiloProcess(
            Process.Start(start) ?? throw new InvalidOperationException("The server was not started."), port, folder);
    }

    /// <summary>Waits until it ends by itself; its exit code, its log and what it said on standard error.</summary>
    public async Task<(int Code, string Log, string Errors)> EndAsync()
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Waits until it takes requests.</summary>
    public async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        using var client = new HttpClient();
        while (!await IsReadyAsync(client, patience.Token))
            Assert.False(_process.HasExited, _process.HasExited ? await _errors : "");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(
                new Uri($"http://localhost:{Port}/health/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
