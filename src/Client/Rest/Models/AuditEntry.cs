namespace ContextExchange.Client;

/// <summary>One line of the server's audit chain.</summary>
/// <param name="Position">1, 2, 3, ...</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">To what.</param>
/// <param name="Outcome">The result's code.</param>
/// <param name="Origin">From where.</param>
/// <param name="Hash">Over this entry and the hash before it, 32 bytes.</param>
public sealed record AuditEntry(
    long Position, DateTimeOffset At, string Actor, string Action, string Subject, string Outcome, string Origin,
    byte[] Hash);
