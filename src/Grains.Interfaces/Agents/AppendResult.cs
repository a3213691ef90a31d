namespace ContextExchange.Grains.Interfaces;

/// <summary>What became of an append.</summary>
/// <param name="Verdict">Stored, or what stood in the way.</param>
/// <param name="Sequence">The mailbox sequence; 0 unless stored.</param>
/// <param name="At">When it was stored (store's clock, milliseconds); default unless stored.</param>
[GenerateSerializer, Immutable, Alias("cex.AppendResult")]
public readonly record struct AppendResult(AppendVerdict Verdict, long Sequence, DateTimeOffset At);
