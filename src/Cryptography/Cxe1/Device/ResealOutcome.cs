namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What became of the texts that a nack means.</summary>
/// <param name="Error">
/// None, also if no text is here any more; <see cref="Cxe1Error.WrongIdentity"/>,
/// <see cref="Cxe1Error.DeviceNotListed"/> or <see cref="Cxe1Error.SignatureInvalid"/> of the nack; or why a text could
/// not be sealed.
/// </param>
/// <param name="Resealed">What was sealed again, in the order of the first sealing.</param>
/// <param name="Undelivered">
/// Texts that were nacked a second time. The application gets them back, and then forgets them with
/// <see cref="SentMessages.Forget(IDeviceStore, Bytes32)"/>; until it has, a repeat of the nack gives them again.
/// </param>
/// <param name="Left">
/// After a refusal: the texts that were not sealed again, which are still here. Repeat the call, or give them back too.
/// </param>
public sealed record ResealOutcome(
    Cxe1Error Error, IReadOnlyList<SealedMessage> Resealed, IReadOnlyList<UndeliveredMessage> Undelivered,
    IReadOnlyList<UndeliveredMessage> Left);
