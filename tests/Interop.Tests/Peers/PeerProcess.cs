using System.Diagnostics;
using System.Text;
using System.Text.Json;
using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Peers;

/// <summary>
/// A program of the TypeScript side that answers each line with a line. Owns the process; several parties may live in
/// it. A failure of the program is a failure of the test: to whatever bytes, it has to answer with a typed refusal.
/// </summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly StringBuilder _errors = new();
    private readonly Process _process;

    private PeerProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public string Name { get; }

    /// <summary>Starts node with the arguments.</summary>
    public static PeerProcess Start(string name, params IEnumerable<string> arguments)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var start = new ProcessStartInfo("node", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        };
        return new(name, Process.Start(start) ?? throw new InvalidOperationException("node did not start."));
    }

    /// <summary>Asks a party of the program. One line at a time.</summary>
    public async Task<T> AskAsync<T>(string command, string party, long now, object? given = null)
    {
        var line = JsonSerializer.Serialize(new { command, party, now, given = given ?? new() }, LineJson.Options);
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteAsync((line + "\n").AsMemory());
            await _process.StandardInput.FlushAsync();
            var answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(LongestAnswer);
            return Read<T>(answer ?? throw new InvalidOperationException($"{Name} has ended: {Errors()}"));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the program by the end of its input.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(LongestEnd);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        finally
        {
            _process.Dispose();
            _turn.Dispose();
        }
    }

    private T Read<T>(string answer)
    {
        var read = JsonSerializer.Deserialize<Answer<T>>(answer, LineJson.Options);
        if (read?.Failure is { } failure) throw new InvalidOperationException($"{Name} failed: {failure}");
        return read is null ? throw new InvalidOperationException($"{Name} said nothing.") : read.Value!;
    }

    private string Errors()
    {
        lock (_errors) return _errors.ToString();
    }

    private sealed record Answer<T>(T? Value, string? Failure);
}
