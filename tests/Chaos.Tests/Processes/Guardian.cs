using System.Diagnostics;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>
/// Knows every process that this run started and ends them when the run is gone, however it went: a shell of a session
/// of its own waits for the end of its input.
/// </summary>
internal static class Guardian
{
    private const string Script = """
        while read -r line; do pids=$line; done
        [ -n "$pids" ] && kill -9 $pids 2>/dev/null
        exit 0
        """;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Watched = [];
    private static Process? _shell;

    public static void Watch(int process) => Tell(() => Watched.Add(process));

    public static void Forget(int process) => Tell(() => Watched.Remove(process));

    private static void Tell(Func<bool> change)
    {
        lock (Gate)
        {
            change();
            _shell ??= Start();
            _shell.StandardInput.WriteLine(string.Join(' ', Watched));
            _shell.StandardInput.Flush();
        }
    }

    private static Process Start() =>
        Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Script]) { RedirectStandardInput = true })
        ?? throw new InvalidOperationException("No shell was started.");
}
