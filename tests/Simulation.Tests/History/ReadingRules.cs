namespace ContextExchange.Simulation.Tests.History;

/// <summary>P2 and P5: what each device is shown.</summary>
internal static class ReadingRules
{
    public static IEnumerable<Violation> Check(IndexedHistory history) =>
        [.. NobodyIsLedPast(history), .. EverythingIsShown(history)];

    /// <summary>P5: a device goes on where it was, or is told that it cannot.</summary>
    private static IEnumerable<Violation> NobodyIsLedPast(IndexedHistory history)
    {
        var newest = new Dictionary<DeviceId, long>();
        foreach (var e in history.Events)
        {
            if (e is Resynchronised gap) newest[gap.Device] = gap.After;
            if (e is not Received received) continue;
            var before = newest.GetValueOrDefault(received.Device);
            if (received.Item.Sequence > before + 1)
                yield return new(
                    Promise.NoSilentGap, $"A device was led from #{before} to #{received.Item.Sequence}.", received);
            newest[received.Device] = Math.Max(before, received.Item.Sequence);
        }
    }

    /// <summary>P2: at the end every device was shown everything, and its application has every message.</summary>
    private static IEnumerable<Violation> EverythingIsShown(IndexedHistory history)
    {
        if (history.Ended is not { } ended) yield break;
        var shown = history.Events.OfType<Received>().Select(e => (e.Device, e.Item.Sequence)).ToHashSet();
        var applied = history.Events.OfType<Applied>().Select(e => (e.Device, e.Of)).ToHashSet();
        foreach (var (agent, device) in ended.Devices)
        {
            foreach (var kept in history.Kept[agent])
                if (!shown.Contains((device, kept.Item.Sequence)))
                    yield return new(
                        Promise.AtLeastOnce, $"{Names.Of(device.Value)} was never shown {kept.Item}.", kept);
            foreach (var received in history.Events.OfType<Received>().Where(e => e.Device == device))
                if (received.Item.Kind == EntryKind.Message && applied.Add((device, received.Item.Of)))
                    yield return new(
                        Promise.AtLeastOnce, $"{received.Item} was shown and never reached the application.",
                        received);
        }
    }
}
