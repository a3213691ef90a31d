using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>The readers of an epoch, against everything that this device ever saw signed.</summary>
internal static class Roster
{
    /// <summary>
    /// Whether every reader is, or was, a device or viewer of one of the two sides: then a roster that the newest lists
    /// do not justify is one that a removal overtook, and not somebody who was let in.
    /// </summary>
    public static bool NamesOnlyKnown(DeviceStore store, ReadOnlyMemory<byte> record)
    {
        if (!EpochView.TryParse(record, out var epoch, out _)) return false;
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            var entry = epoch.Entry(i);
            var isKnown = entry.Kind == ReaderKind.Device
                ? KeyHistory.Lists(store, entry.Agent).Any(list => list.Find(entry.Device) is not null)
                : KeyHistory.Viewers(store, entry.Agent).Any(one => one.Viewer == entry.Device);
            if (!isKnown) return false;
        }

        return true;
    }
}
