using System.Diagnostics;
using System.Globalization;

namespace ContextExchange.Cli;

/// <summary><c>cex cluster</c>: the silos of a server, for whoever runs it.</summary>
internal static class ClusterCommands
{
    private const int DefaultPatience = 60;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(300);

    public static Command Cluster() => new("cluster", "The server's silos, for operators")
    {
        Status(), Drain(), Undrain(),
    };

    private static Command Status() => new Command("status", "What each silo is doing").Does(async run =>
    {
        await using var client = await ProfileClient.OpenAsync(run);
        var api = await client.AsOwnerAsync(run.Stop);
        var silos = (await api.GetSilosAsync(run.Stop)).Select(SiloOutput.Of).ToArray();
        var now = TimeProvider.System.GetUtcNow();
        run.Terminal.Print(silos, CliJson.Default.SiloOutputArray, Terminal.Table(
            ["SILO", "STATE", "PARTITIONS", "CLIENTS", "LEASE", "VERSION", "SINCE", "ADDRESS"],
            silos.Select(silo => Row(silo, now))));
    });

    private static Command Drain()
    {
        var silo = new Argument<string>("silo") { Description = "The silo's id, as  cex cluster status  lists it" };
        var noWait = new Option<bool>("--no-wait") { Description = "Return when the silo is told" };
        var patience = CheckedOption.Number("--timeout", "seconds", 0);
        patience.Description = $"Seconds to wait until it is drained (default: {DefaultPatience})";
        const string description = "Give a silo's partitions and clients to the others; it stays up";
        return new Command("drain", description) { silo, noWait, patience }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var api = await client.AsOwnerAsync(run.Stop);
            var id = run.Get(silo);
            await TellAsync(id, () => api.DrainSiloAsync(id, run.Stop));
            var wait = TimeSpan.FromSeconds(run.Get(patience) ?? DefaultPatience);
            if (!run.Get(noWait)) await WaitAsync(api, id, wait, run.Stop);
            var done = run.Get(noWait) ? "draining" : "drained";
            run.Terminal.Print(new DoneOutput(done, id), CliJson.Default.DoneOutput, $"{done}  {id}");
        });
    }

    private static Command Undrain()
    {
        var silo = new Argument<string>("silo") { Description = "The silo's id" };
        return new Command("undrain", "Let a drained silo take its share again") { silo }.Does(async run =>
        {
            await using var client = await ProfileClient.OpenAsync(run);
            var api = await client.AsOwnerAsync(run.Stop);
            var id = run.Get(silo);
            await TellAsync(id, () => api.UndrainSiloAsync(id, run.Stop));
            run.Terminal.Print(new DoneOutput("undrained", id), CliJson.Default.DoneOutput, $"undrained  {id}");
        });
    }

    /// <summary>The two refusals in words that help here.</summary>
    private static async Task TellAsync(string silo, Func<Task> tell)
    {
        try
        {
            await tell();
        }
        catch (ProblemException e) when (e.Code == "conflict")
        {
            throw new ExchangeException(
                "last-silo", $"'{silo}' is the last silo that takes anything: undrain or start another one first.",
                inner: e);
        }
        catch (ProblemException e) when (e.Code == "not-found")
        {
            throw new ExchangeException(
                "not-found", $"No silo called '{silo}' lives: see  cex cluster status.", inner: e);
        }
    }

    private static async Task WaitAsync(ExchangeApi api, string id, TimeSpan patience, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < patience)
        {
            var silo = (await api.GetSilosAsync(ct)).FirstOrDefault(one => one.Id == id);
            if (silo?.State is null or "drained" or "gone") return;
            await Task.Delay(LookInterval, ct);
        }

        throw new TimeoutException($"'{id}' is told, but is not drained yet: see  cex cluster status.");
    }

    private static string[] Row(SiloOutput silo, DateTimeOffset now) =>
    [
        silo.Id,
        silo.State,
        silo.State == "gone" ? "" : Number(silo.Partitions),
        silo.State == "gone" ? "" : Number(silo.Clients),
        silo.LeaseAge is { } age ? $"{(age / 1_000.0).ToString("0.0", CultureInfo.InvariantCulture)} s" : "",
        silo.Version,
        Ago(now - (silo.GoneAt ?? silo.JoinedAt)),
        silo.Address,
    ];

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "?";

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => $"{(int)time.TotalDays} d {time.Hours} h",
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{(int)time.TotalMinutes} min",
        _ => $"{Math.Max(0, (int)time.TotalSeconds)} s",
    };
}
