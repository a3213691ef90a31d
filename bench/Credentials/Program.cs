// What the check of an API key costs, with few keys and with many: the check must not notice.
// Usage: Credentials.Bench COUNT...   (default 10 1000000). One JSON line for each count.
using System.Globalization;
using System.Text.Json;
using ContextExchange.Credentials.Bench;

var counts = args.Length > 0 ? args.Select(text => int.Parse(text, CultureInfo.InvariantCulture)) : [10, 1_000_000];
foreach (var count in counts)
{
    var folder = Directory.CreateTempSubdirectory("cex-credentials-");
    try
    {
        await using var keys = await KeyRing.StartAsync(folder.FullName);
        await keys.IssueAsync(count);
        // Code first, until it is compiled to the end: what only the first count still had to compile would flatter
        // the ratio.
        await keys.CheckAsync(rounds: 40);
        var (cold, warm) = await keys.CheckAsync(rounds: 50);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            system = "contextexchange",
            scenario = "credential",
            connections = count,
            window = 1,
            p50_ms = Milliseconds(warm, 0.5) / KeyRing.WarmChecks,
            p99_ms = Milliseconds(warm, 0.99) / KeyRing.WarmChecks,
            cold_p50_ms = Milliseconds(cold, 0.5),
            cold_p99_ms = Milliseconds(cold, 0.99),
        }));
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}

static double Milliseconds(List<TimeSpan> times, double quantile) =>
    Math.Round(times.Order().ElementAt((int)(times.Count * quantile)).TotalMilliseconds, 6);
