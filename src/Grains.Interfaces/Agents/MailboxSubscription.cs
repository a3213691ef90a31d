namespace ContextExchange.Grains.Interfaces;

/// <summary>Answer to a subscription.</summary>
/// <param name="Refusal"><see cref="Refusal.None"/>, or why this device may not listen.</param>
/// <param name="Head">Pushes start after this sequence.</param>
/// <param name="Acknowledged">The device's durable cursor.</param>
[GenerateSerializer, Immutable, Alias("cex.MailboxSubscription")]
public sealed record MailboxSubscription(Refusal Refusal, long Head, long Acknowledged);
