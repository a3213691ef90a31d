namespace ContextExchange.Chaos.Tests.Judging;

/// <summary>
/// Judges what clients saw: the history checker of the simulation by the promises, and beside it three plain counts
/// that
/// share no code with it.
/// </summary>
internal static class Judge
{
    /// <param name="histories">Each of mailboxes that the others do not speak of.</param>
    public static Findings Of(IEnumerable<IReadOnlyList<HistoryEvent>> histories) =>
        histories.Aggregate(Findings.None, (sum, history) => sum + Of(history));

    private static Findings Of(IReadOnlyList<HistoryEvent> history)
    {
        var accepted = history.OfType<Answered>().Where(answer => answer.Status == SendStatus.Accepted)
            .Select(answer => answer.Of).ToHashSet();
        var effects = history.OfType<Applied>().ToList();
        var applied = effects.Select(effect => effect.Of).ToHashSet();
        var places = history.OfType<Kept>().Where(kept => kept.Item.Kind == EntryKind.Message).ToList();
        return new Findings(
            accepted.Count, applied.Count, accepted.Count(number => !applied.Contains(number)),
            effects.Count - applied.Count + places.Count - places.DistinctBy(place => place.Item.Of).Count(),
            Overtakers(effects), HistoryChecker.Check(history));
    }

    private static int Overtakers(IEnumerable<Applied> effects)
    {
        var newest = new Dictionary<(ConnectionId, DeviceId), long>();
        var overtakers = 0;
        foreach (var (_, _, of) in effects)
        {
            var before = newest.GetValueOrDefault((of.Connection, of.Device));
            if (of.Number > before + 1) overtakers++;
            newest[(of.Connection, of.Device)] = Math.Max(before, of.Number);
        }

        return overtakers;
    }
}
