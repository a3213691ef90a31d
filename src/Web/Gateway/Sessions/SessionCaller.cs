namespace ContextExchange.Web.Gateway;

/// <summary>Who opened a session, as proven by the handshake.</summary>
/// <param name="Device">The device.</param>
/// <param name="Ref">Of the frame that proved it.</param>
/// <param name="Resume">The last mailbox sequence that the client has.</param>
/// <param name="Behind">The credential id of the session that obtained the ticket; null for a device's own
/// proof.</param>
internal sealed record SessionCaller(DeviceIdentity Device, uint Ref, long Resume, string? Behind);
