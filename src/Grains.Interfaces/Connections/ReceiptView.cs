namespace ContextExchange.Grains.Interfaces;

/// <summary>What became of one sent message.</summary>
/// <param name="Status">The original answer.</param>
/// <param name="At">When it was settled.</param>
/// <param name="Acknowledged">A device of the recipient has acknowledged it (or the stub in its place).</param>
[GenerateSerializer, Immutable, Alias("cex.ReceiptView")]
public sealed record ReceiptView(SendStatus Status, DateTimeOffset At, bool Acknowledged);
