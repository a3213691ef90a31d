using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ContextExchange.Storage;
using ContextExchange.Storage.Bench;
using Microsoft.Extensions.Options;

// Rows a second of the SQLite store at 1, 10, 100 and 1,000 rows a commit, one JSON line each.
// Usage: Storage.Bench [seconds per line, default 3] [mailboxes, default 50] [folder, default a temporary one]
var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 3;
var mailboxes = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;
var parent = args.Length > 2 ? args[2] : Path.GetTempPath();

foreach (var rowsPerCommit in new[] { 1, 10, 100, 1_000 })
{
    var folder = Directory.CreateDirectory(Path.Combine(parent, $"cex-bench-{Environment.ProcessId}")).FullName;
    try
    {
        var options = Options.Create(new SqliteStorageOptions { Folder = folder, MaxBatch = rowsPerCommit });
        using var store = new SqliteStore(options, TimeProvider.System);
        var load = new AppendLoad(store, mailboxes, bodyLength: 660);
        await load.PrepareAsync();
        await load.RunAsync(rowsPerCommit, TimeSpan.FromSeconds(seconds / 4));
        var process = Process.GetCurrentProcess();
        var (cpu, allocated, clock) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
        var rows = await load.RunAsync(rowsPerCommit, TimeSpan.FromSeconds(seconds));
        process.Refresh();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "storage.append",
            store = "sqlite",
            rowsPerCommit,
            mailboxes,
            rows,
            rowsPerSecond = Math.Round(rows / clock.Elapsed.TotalSeconds),
            cpuMicrosecondsPerRow = Math.Round((process.TotalProcessorTime - cpu).TotalMicroseconds / rows, 2),
            allocatedBytesPerRow = (GC.GetTotalAllocatedBytes() - allocated) / rows,
        }));
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}
