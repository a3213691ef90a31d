using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// A bare durable commit of one row in SQLite, as the server's store is set up: the floor of any latency.
/// </summary>
internal static class CommitScenario
{
    public static int Run(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("cex-commit-");
        try
        {
            var file = Path.Combine(folder.FullName, "bare.db");
            using var database = new SqliteConnection($"Data Source={file};Pooling=False");
            database.Open();
            Execute(database, "PRAGMA journal_mode=WAL");
            Execute(database, "PRAGMA synchronous=FULL");
            Execute(database, "CREATE TABLE row (position INTEGER PRIMARY KEY, body BLOB NOT NULL)");
            using var insert = database.CreateCommand();
            insert.CommandText = "INSERT INTO row (body) VALUES ($body)";
            insert.Parameters.AddWithValue("$body", new byte[options.Payload + 387]);
            insert.Prepare();

            var latency = new Histogram();
            var (start, rows) = (Stopwatch.GetTimestamp(), 0);
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds)
            {
                var before = Stopwatch.GetTimestamp();
                insert.ExecuteNonQuery();
                latency.Add(Stopwatch.GetTimestamp() - before);
                rows++;
            }

            new Report(
                "sqlite", "commit", 1, 1, options.Payload,
                Math.Round(rows / Stopwatch.GetElapsedTime(start).TotalSeconds, 1),
                Milliseconds(latency.Quantile(0.5)), Milliseconds(latency.Quantile(0.99)), null, null).Print();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Milliseconds(double ticks) => Math.Round(ticks * 1000 / Stopwatch.Frequency, 3);

    private static void Execute(SqliteConnection database, string statement)
    {
        using var command = database.CreateCommand();
#pragma warning disable CA2100 // Constant statements of this file.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
