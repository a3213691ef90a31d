namespace ContextExchange.Grains.Interfaces;

/// <summary>One sealed message on its way in.</summary>
/// <param name="Sender">The session's device.</param>
/// <param name="Envelope">The canonical envelope bytes (header, signature, ciphertext); never changed after the
/// call.</param>
/// <param name="Lineage">
/// What the server gave with the message that this one answers (39 bytes, see the protocol text); empty for a first
/// message.
/// </param>
/// <param name="Watched">The session wants a hint when the message is acknowledged.</param>
[GenerateSerializer, Immutable, Alias("cex.SendRequest")]
public readonly record struct SendRequest(
    DeviceIdentity Sender, ReadOnlyMemory<byte> Envelope, ReadOnlyMemory<byte> Lineage, bool Watched = false);
