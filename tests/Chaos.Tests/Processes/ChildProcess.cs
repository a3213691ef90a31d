using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>
/// A program that this run started, with its output in a file. It is spoken to by its own number only, and ends with
/// the run at the latest.
/// </summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int NoSuchProcess = 3;

    // The shell becomes the program: its number is the program's.
    private const string Script = """log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null""";

    private readonly Process _process;
    private readonly Task _ended;

    private ChildProcess(Process process)
    {
        _process = process;
        Id = process.Id;
        Guardian.Watch(Id);
        _ended = EndAsync();
    }

    public int Id { get; }

    public bool IsRunning => !_ended.IsCompleted;

    /// <summary>Completes when it has ended and its number is nobody's any more.</summary>
    public Task Ended => _ended;

    /// <summary>Null while it runs.</summary>
    public int? ExitCode { get; private set; }

    /// <param name="log">Where what it writes is appended.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables beside those of this run; null for none.</param>
    public static ChildProcess Start(
        string log, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, "sh", log, .. command]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new ChildProcess(
            Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It ended with an error.</exception>
    public static async Task RunAsync(string log, params string[] command)
    {
        using var child = Start(log, command);
        await child.Ended;
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {child.ExitCode}: see {log}.");
    }

    /// <summary>Tells it something; nothing happens when it has ended.</summary>
    public void Tell(Signal signal) => Tell(Id, signal);

    /// <summary>Ends it without warning and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Tell(Signal.Kill);
        await Ended;
    }

    public void Dispose()
    {
        Tell(Signal.Kill);
        _ended.GetAwaiter().GetResult();
        _process.Dispose();
    }

    /// <summary>Tells a process of this run's something.</summary>
    internal static void Tell(int process, Signal signal)
    {
        if (Kill(process, (int)signal) != 0 && Marshal.GetLastPInvokeError() is not NoSuchProcess and var error)
            throw new Win32Exception(error);
    }

    private async Task EndAsync()
    {
        await _process.WaitForExitAsync();
        ExitCode = _process.ExitCode;
        Guardian.Forget(Id);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
