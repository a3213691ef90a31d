using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ContextExchange.Storage;
using ContextExchange.Storage.Bench;

// Rows a second at 1, 10, 100 and 1,000 rows a commit, one JSON line each: of the SQLite store, or of PostgreSQL.
// Usage: Storage.Bench [seconds per line, default 3] [mailboxes, default 50] [folder, default a temporary one]
//        Storage.Bench --postgres CONNECTION-STRING [seconds] [mailboxes]
//        Storage.Bench fill ROWS sqlite FOLDER | fill ROWS postgres CONNECTION-STRING    (see HistoryFill)
// The processor time is this process's; a PostgreSQL server's own stands beside it when it runs on this machine under
// the name "postgres".
if (args is ["fill", var count, var kind, var target])
    return await HistoryFill.RunAsync(long.Parse(count, CultureInfo.InvariantCulture), kind, target);

var postgres = args is ["--postgres", var database, ..] ? database : null;
string[] rest = postgres is null ? args : args[2..];
var seconds = rest.Length > 0 ? double.Parse(rest[0], CultureInfo.InvariantCulture) : 3;
var mailboxes = rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 50;
var parent = rest.Length > 2 ? rest[2] : Path.GetTempPath();

foreach (var rowsPerCommit in new[] { 1, 10, 100, 1_000 })
{
    using var store = postgres is null
        ? BenchStore.OfSqlite(Path.Combine(parent, $"cex-bench-{Environment.ProcessId}"), rowsPerCommit)
        : BenchStore.OfPostgres(postgres, rowsPerCommit);
    var load = new AppendLoad(store.Log, mailboxes, bodyLength: 660);
    await load.PrepareAsync();
    await load.RunAsync(rowsPerCommit, TimeSpan.FromSeconds(seconds / 4));
    var process = Process.GetCurrentProcess();
    var (cpu, allocated, clock) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
    var server = store.ServerTime();
    var rows = await load.RunAsync(rowsPerCommit, TimeSpan.FromSeconds(seconds));
    process.Refresh();
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        bench = "storage.append",
        store = postgres is null ? "sqlite" : "postgres",
        rowsPerCommit,
        mailboxes,
        rows,
        rowsPerSecond = Math.Round(rows / clock.Elapsed.TotalSeconds),
        cpuMicrosecondsPerRow = Math.Round((process.TotalProcessorTime - cpu).TotalMicroseconds / rows, 2),
        serverMicrosecondsPerRow = Math.Round((store.ServerTime() - server).TotalMicroseconds / rows, 2),
        allocatedBytesPerRow = (GC.GetTotalAllocatedBytes() - allocated) / rows,
    }));
}

return 0;
