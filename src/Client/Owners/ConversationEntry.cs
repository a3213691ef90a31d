namespace ContextExchange.Client;

/// <summary>One message of a conversation, read by the owner or as history. It is shown, never executed.</summary>
/// <param name="Sequence">Its place in the server's order.</param>
/// <param name="At">When the server stored it.</param>
/// <param name="Message">The envelope's id; the zero id for a message that was withheld.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Category">The label that its sender gave it; null where no contract has that category.</param>
/// <param name="Content">What it says; null where it was not opened.</param>
/// <param name="Reason">
/// Why it was not opened, a stable code: <c>withheld</c>, <c>not-a-reader</c> (the terms did not let this owner read
/// it), <c>prekey-gone</c> (its viewer key was destroyed), <c>no-rewrap</c>, ...; null when it was.
/// </param>
/// <param name="IsAttack">What was found proves that somebody tampers; the connection was suspended.</param>
public sealed record ConversationEntry(
    long Sequence, DateTimeOffset At, EnvelopeId Message, AgentId Sender, string? Category, UntrustedContent? Content,
    string? Reason, bool IsAttack);
