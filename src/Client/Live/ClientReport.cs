namespace ContextExchange.Client;

/// <summary>
/// Something that a person who runs the client may want to know, beside the messages. It never holds a text or a key.
/// </summary>
/// <param name="Code">
/// Stable: <c>signed-prekey-used</c> (an epoch was opened without a one-time key of a device, so that it heals later),
/// <c>message-missing</c> (the one before an arrived message was not delivered), <c>suspended</c> (this device stopped
/// a connection because of an attack), <c>suspend-failed</c> (it tried to), <c>nack-failed</c>,
/// <c>renewal-failed</c>, <c>rewrap-skipped</c>, <c>key-rotated</c> (a peer has another identity key, which its old
/// one signed: it is followed, and the safety number is a new one), <c>server-restored</c> (the server lacks messages
/// to a peer that it had accepted: it was restored from a backup; this device's numbers go on, and what the peer had
/// not received is gone), <c>terms-given-back</c> (a restored server lacked signed terms that this device has verified,
/// and took them again).
/// </param>
/// <param name="Peer">About whom; null where it is about nobody.</param>
/// <param name="Detail">One sentence for people.</param>
public sealed record ClientReport(string Code, AgentId? Peer, string Detail);
