namespace ContextExchange.Simulation.Tests.History;

/// <summary>P8: held messages.</summary>
internal static class DecisionRules
{
    private static readonly Dictionary<NoticeKind, Verdict?> Ends = new()
    {
        [NoticeKind.Approved] = Verdict.Approve,
        [NoticeKind.Rejected] = Verdict.Reject,
        [NoticeKind.SentBack] = Verdict.SendBack,
        [NoticeKind.HoldExpired] = null,
        [NoticeKind.HoldCancelled] = null,
    };

    public static IEnumerable<Violation> Check(IndexedHistory history) =>
        [.. OneDecisionCounts(history), .. OneEndIsTold(history), .. DeliveredMeansApproved(history)];

    private static IEnumerable<Violation> OneDecisionCounts(IndexedHistory history)
    {
        var counted = history.Events.OfType<Decided>().Where(decided => decided.Answer == Refusal.None)
            .GroupBy(decided => (decided.Connection, decided.Message, decided.Side));
        foreach (var decisions in counted)
            if (decisions.Skip(1).FirstOrDefault() is { } second)
                yield return new(
                    Promise.DecidedOnce, "Two decisions of one question counted.", decisions.First(), second);
    }

    /// <summary>The sender is told one end of its held message, and it is the one that was decided.</summary>
    private static IEnumerable<Violation> OneEndIsTold(IndexedHistory history)
    {
        var told = history.Events.OfType<Kept>().Where(kept => kept.Item.Notice is { } kind && Ends.ContainsKey(kind))
            .ToLookup(kept => kept.Item.Message);
        foreach (var ends in told)
            if (ends.Select(end => end.Item.Notice).Distinct().Count() > 1)
                yield return new(Promise.DecidedOnce, $"{Names.Of(ends.Key.Value)} ended in two ways.", [.. ends]);

        if (history.Ended is null) yield break;
        foreach (var decided in history.Events.OfType<Decided>().Where(one => one.Answer == Refusal.None))
        {
            // An approval may be followed by another question; then that one's end is told.
            var fits = told[decided.Message].Any(end => decided.Verdict == Verdict.Approve
                || Ends[end.Item.Notice!.Value] == decided.Verdict);
            if (!fits)
                yield return new(
                    Promise.DecidedOnce, $"{decided.Verdict} counted, and another end or none was told.",
                    [decided, .. told[decided.Message]]);
        }

        foreach (var held in history.Events.OfType<Answered>().Where(answer => answer.Status == SendStatus.Held))
            if (history.Sent[held.Of].FirstOrDefault(sent => sent.Digest == held.Digest) is { } sent
                && !told[sent.Message].Any())
                yield return new(Promise.DecidedOnce, $"{held.Of} was held and never ended.", held);
    }

    /// <summary>A held message is delivered if and only if it was approved.</summary>
    private static IEnumerable<Violation> DeliveredMeansApproved(IndexedHistory history)
    {
        if (history.Ended is null) yield break;
        var told = history.Events.OfType<Kept>().Where(kept => kept.Item.Notice == NoticeKind.Approved)
            .Select(kept => kept.Item.Message).ToHashSet();
        var approved = history.Events.OfType<Decided>().Where(one => one.Verdict == Verdict.Approve)
            .Select(one => one.Message).ToHashSet();
        foreach (var held in history.Events.OfType<Answered>().Where(answer => answer.Status == SendStatus.Held)
            .DistinctBy(answer => answer.Of))
        {
            if (history.Sent[held.Of].FirstOrDefault(sent => sent.Digest == held.Digest) is not { } sent) continue;
            // Its stub comes first; what stands behind it is the message, or what an ended message has become.
            var delivered = history.KeptOf[held.Of].Skip(1).FirstOrDefault();
            if (delivered is not null && !approved.Contains(sent.Message))
                yield return new(Promise.DecidedOnce, $"{held.Of} was delivered and nobody approved.", held, delivered);
            if (delivered is not null != told.Contains(sent.Message))
                yield return new(
                    Promise.DecidedOnce,
                    delivered is null
                        ? $"{held.Of} is said to be approved and is not delivered."
                        : $"{held.Of} is delivered and not said to be approved.",
                    held);
        }
    }
}
