using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Client;
using ContextExchange.LoadGenerator;

namespace ContextExchange.Chaos.Tests.Traffic;

/// <summary>Pairs of agents that talk while something goes wrong, and what they saw.</summary>
internal sealed class Load : IAsyncDisposable
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 4 };

    private Load(IReadOnlyList<Pair> pairs) => Pairs = pairs;

    public IReadOnlyList<Pair> Pairs { get; }

    public IEnumerable<Talker> Talkers => Pairs.SelectMany(pair => pair.Talkers);

    private IEnumerable<Talker> Streaming => Pairs.Where(pair => pair.Streams).SelectMany(pair => pair.Talkers);

    public int Accepted => Talkers.Sum(talker => talker.Outbox.Acceptances.Count);

    /// <summary>Registers pairs and lets them talk.</summary>
    public static async Task<Load> StartAsync(
        (LoadOwner One, LoadOwner Other) owners, Dialogues dialogues, LoadPlan plan, Uri server,
        IReadOnlyList<int> ports)
    {
        var pairs = new Pair[plan.Pairs];
        await Parallel.ForAsync(0, pairs.Length, AtOnce, async (i, _) => pairs[i] = await Pair.CreateAsync(
            owners.One, owners.Other, dialogues, plan, new Place(server, ports, i), i));
        var load = new Load(pairs);
        for (var i = 0; i < pairs.Length; i++) pairs[i].Start(i < plan.TurnByTurn, plan.Rate);
        return load;
    }

    /// <summary>
    /// Whether everybody has had so many more messages accepted in time, and so many more delivered.
    /// </summary>
    public async Task<bool> AdvanceAsync(int messages, TimeSpan limit)
    {
        var wanted = Talkers.SelectMany(talker => (Acceptances[])[talker.Outbox.Acceptances, talker.Inbox.Arrivals])
            .Select(series => (series, Count: series.Count + messages)).ToArray();
        return await Waiting.UntilAsync(() => wanted.All(one => one.series.Count >= one.Count), limit);
    }

    /// <summary>Whether so many messages of all together were accepted in time.</summary>
    public Task<bool> ReachAsync(int messages, TimeSpan limit, CancellationToken ct = default) =>
        Waiting.UntilAsync(() => Accepted >= messages, limit, ct);

    /// <summary>
    /// What each sender that streams saw of a fault between two moments, in seconds, the longest last.
    /// </summary>
    public double[] Pauses(double from, double to) =>
    [
        .. Streaming.Select(talker => talker.Outbox.Acceptances.LongestPause(from, to)).Order(),
    ];

    /// <summary>What each recipient that is streamed to saw of it, in seconds, the longest last.</summary>
    public double[] DeliveryPauses(double from, double to) =>
    [
        .. Streaming.Select(talker => talker.Inbox.Arrivals.LongestPause(from, to)).Order(),
    ];

    public int AcceptedBetween(double from, double to) =>
        Talkers.Sum(talker => talker.Outbox.Acceptances.Between(from, to));

    /// <summary>How long messages took that were accepted between two moments, in seconds, the longest last.</summary>
    public double[] TookBetween(double from, double to) =>
        [.. Talkers.SelectMany(talker => talker.Outbox.Acceptances.TookBetween(from, to)).Order()];

    public int Count(string name) => Pairs.Sum(pair => pair.Tally[name]);

    /// <summary>All counts of all pairs.</summary>
    public IReadOnlyDictionary<string, int> Counts() => Pairs.SelectMany(pair => pair.Tally.Counts)
        .GroupBy(count => count.Key).OrderBy(group => group.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Sum(count => count.Value));

    /// <summary>Says no more, waits until everything has arrived, and ends each pair's history.</summary>
    /// <param name="limit">How long it may take after everything has healed.</param>
    public async Task<IReadOnlyList<IReadOnlyList<HistoryEvent>>> FinishAsync(TimeSpan limit)
    {
        await Task.WhenAll(Pairs.Select(pair => pair.FallSilentAsync()));
        await Waiting.UntilAsync(() => Pairs.All(pair => pair.IsDone), limit);
        return await Task.WhenAll(Pairs.Select(pair => pair.EndAsync(limit)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pair in Pairs) await pair.DisposeAsync();
    }
}
