namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// The newest settled number of one sending device on one connection: the whole memory that duplicates need.
/// </summary>
/// <param name="Connection">Where.</param>
/// <param name="Device">Which sender device.</param>
/// <param name="Sequence">The settled number; the store demands that it is the next one.</param>
/// <param name="Digest">SHA-256 of the envelope's header (32 bytes): tells a repeat from a reuse.</param>
/// <param name="EpochNumber">The sender's epoch counter of that message; never goes back.</param>
/// <param name="Message">The message's number within the epoch (0 to 99).</param>
/// <param name="Outcome">How it was settled.</param>
[GenerateSerializer, Immutable, Alias("cex.SenderMark")]
public sealed record SenderMark(
    ConnectionId Connection, DeviceId Device, long Sequence, ReadOnlyMemory<byte> Digest, long EpochNumber, int Message,
    SendStatus Outcome);
