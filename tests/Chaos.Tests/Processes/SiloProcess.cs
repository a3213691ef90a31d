using System.Security.Cryptography;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>One silo of the cluster: a real process that can be killed, frozen and started again.</summary>
internal sealed class SiloProcess(SiloSettings settings) : IDisposable
{
    private const int LastLines = 20;
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http = new() { Timeout = ProbeLimit };
    private ChildProcess? _process;

    public SiloSettings Settings => settings;

    public string Name => settings.Name;

    /// <summary>0 while it does not run.</summary>
    public int ProcessId => _process is { IsRunning: true } process ? process.Id : 0;

    public bool IsRunning => _process is { IsRunning: true };

    /// <summary>It was stopped by SIGSTOP and not thawed.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Null before its first end.</summary>
    public int? ExitCode => _process?.ExitCode;

    /// <summary>The three secrets that all silos of a cluster share.</summary>
    public static void WriteSecrets(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["pepper", "lineage-key", "column-key"])
        {
            var file = Path.Combine(folder, name);
            File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(32));
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Start()
    {
        _process?.Dispose();
        IsFrozen = false;
        _process = ChildProcess.Start(settings.Log, settings.Command(), settings.Environment);
    }

    /// <summary>Whether it says that it is ready, asked at its own port.</summary>
    public Task<bool> IsReadyAsync() => AnswersAsync("ready");

    /// <summary>Whether it says that it lives.</summary>
    public Task<bool> IsAliveAsync() => AnswersAsync("live");

    /// <summary>Its time of day as it tells clients, anew each second.</summary>
    public async Task<DateTimeOffset> TimeAsync()
    {
        using var answer = await _http.GetAsync(new Uri($"http://{settings.Http}/health/live"));
        return answer.Headers.Date ?? throw new InvalidDataException("The silo tells no time.");
    }

    private async Task<bool> AnswersAsync(string question)
    {
        if (!IsRunning || IsFrozen) return false;
        try
        {
            using var answer = await _http.GetAsync(
                new Uri($"http://{settings.Http}/health/{question}"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidOperationException">It ended, or is not ready in time.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan limit)
    {
        if (await Waiting.UntilAsync(async () => !IsRunning || await IsReadyAsync(), limit) && IsRunning) return;
        var what = IsRunning ? $"is not ready after {limit.TotalSeconds:0} s" : $"ended with {ExitCode}";
        // What it said last, since its log goes with the run.
        var last = string.Join('\n', ReadLog().Split('\n').TakeLast(LastLines));
        throw new InvalidOperationException($"{Name} {what}. Its log, {settings.Log}, ends:\n{last}");
    }

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Stops it as a deployment does; completes when it has ended.</summary>
    public Task StopAsync()
    {
        _process?.Tell(Signal.Terminate);
        return _process?.Ended ?? Task.CompletedTask;
    }

    public void Freeze()
    {
        IsFrozen = true;
        _process?.Tell(Signal.Freeze);
    }

    public void Thaw()
    {
        _process?.Tell(Signal.Thaw);
        IsFrozen = false;
    }

    /// <summary>What it has written so far.</summary>
    public string ReadLog()
    {
        using var file = new FileStream(settings.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _http.Dispose();
    }
}
