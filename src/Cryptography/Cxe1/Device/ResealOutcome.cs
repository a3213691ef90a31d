namespace ContextExchange.Cryptography.Cxe1;

/// <summary>What became of the texts that a nack means.</summary>
/// <param name="Error">
/// None, also if no text is here any more; <see cref="Cxe1Error.WrongIdentity"/>,
/// <see cref="Cxe1Error.DeviceNotListed"/> or <see cref="Cxe1Error.SignatureInvalid"/> of the nack; or why a text could
/// not be sealed.
/// </param>
/// <param name="Resealed">What was sealed again, in the order of the first sealing.</param>
/// <param name="Undelivered">
/// Texts that were nacked a second time: they are given back to the application and no longer kept.
/// </param>
public sealed record ResealOutcome(
    Cxe1Error Error, IReadOnlyList<SealedMessage> Resealed, IReadOnlyList<OutgoingMessage> Undelivered);
