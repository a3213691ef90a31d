using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>What messages are checked against of their epoch.</summary>
internal sealed record KnownEpoch(
    Bytes32 Hash, AgentId Agent, DeviceId Device, long Number, Bytes32 SenderTerms, Bytes32 RecipientTerms,
    uint SenderListVersion, uint RecipientListVersion, bool SenderOwnerReads, bool RecipientOwnerReads)
{
    public static KnownEpoch Of(EpochView epoch) => new(
        epoch.EpochHash, new(epoch.SenderAgent), new(epoch.SenderDevice), epoch.Number,
        epoch.SenderTerms, epoch.RecipientTerms, epoch.SenderListVersion, epoch.RecipientListVersion,
        HasViewer(epoch, ofSender: true), HasViewer(epoch, ofSender: false));

    /// <summary>Whether the roster names a viewer of that side; publishing checked that it is its owner's.</summary>
    private static bool HasViewer(EpochView epoch, bool ofSender)
    {
        for (var i = 0; i < epoch.EntryCount; i++)
            if (epoch.Entry(i) is { Kind: ReaderKind.OwnerViewer } entry
                && entry.Agent == epoch.SenderAgent == ofSender)
                return true;
        return false;
    }
}
