using System.Diagnostics;
using System.Text.Json;

namespace ContextExchange.Storage.Bench;

/// <summary>
/// Gives an empty store a history: messages of a thousand pairs that took turns, stored as the server stores them, by
/// the store's own append, so that rows, segments, marks and heads are those of real traffic. Four messages of a
/// mailbox come in a commit. The store stays.
/// </summary>
internal static class HistoryFill
{
    private const int Mailboxes = 1_000;
    private const int RowsPerCommit = 4 * Mailboxes;

    /// <param name="rows">How many messages.</param>
    /// <param name="kind"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="target">The folder, or Npgsql's connection string.</param>
    /// <returns>0, after a line of JSON with how long it took.</returns>
    public static async Task<int> RunAsync(long rows, string kind, string target)
    {
        using var store = kind switch
        {
            "sqlite" => BenchStore.OfSqlite(target, RowsPerCommit, isKept: true),
            "postgres" => BenchStore.OfPostgres(target, RowsPerCommit),
            _ => throw new ArgumentException($"There is no store '{kind}': sqlite, postgres."),
        };
        var clock = Stopwatch.StartNew();
        var load = new AppendLoad(store.Log, Mailboxes, bodyLength: 660);
        await load.PrepareAsync();
        await load.FillAsync(RowsPerCommit, rows);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = "fill", system = kind, stored = rows, seconds = Math.Round(clock.Elapsed.TotalSeconds, 1),
        }));
        return 0;
    }
}
