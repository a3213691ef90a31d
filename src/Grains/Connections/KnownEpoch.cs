using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Connections;

/// <summary>What messages are checked against of their epoch.</summary>
internal sealed record KnownEpoch(
    Bytes32 Hash, AgentId Agent, DeviceId Device, long Number, Bytes32 SenderTerms, Bytes32 RecipientTerms,
    uint SenderListVersion, uint RecipientListVersion)
{
    public static KnownEpoch Of(EpochView epoch) => new(
        epoch.EpochHash, new(epoch.SenderAgent), new(epoch.SenderDevice), epoch.Number,
        epoch.SenderTerms, epoch.RecipientTerms, epoch.SenderListVersion, epoch.RecipientListVersion);
}
