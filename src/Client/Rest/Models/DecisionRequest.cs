namespace ContextExchange.Client;

/// <summary>An owner's decision; the note goes to the sending agent when a message is sent back.</summary>
internal sealed record DecisionRequest(Verdict Verdict, string? Note);
