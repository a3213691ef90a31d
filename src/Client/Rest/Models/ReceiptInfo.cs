namespace ContextExchange.Client;

/// <summary>How one of the own messages was settled.</summary>
/// <param name="Status">The status' code of the first answer, see <see cref="SendStatuses"/>.</param>
/// <param name="At">When it was settled.</param>
/// <param name="Acknowledged">
/// Whether a device of the recipient has acknowledged it; of a message that was held or refused, the stub in its place.
/// </param>
public sealed record ReceiptInfo(string Status, DateTimeOffset At, bool Acknowledged);
