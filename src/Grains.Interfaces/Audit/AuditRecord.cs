namespace ContextExchange.Grains.Interfaces;

/// <summary>Who did or was refused what. Never content, a secret or a plain address.</summary>
/// <param name="At">When (milliseconds).</param>
/// <param name="Actor">Owner, agent or device id, credential id, or <c>anonymous</c>.</param>
/// <param name="Action">A stable name such as <c>invite.create</c>.</param>
/// <param name="Subject">The id that it was about; empty where there is none.</param>
/// <param name="Outcome"><c>ok</c> or the refusal's stable name.</param>
/// <param name="Origin">HMAC of the caller's address under the server's pepper, 16 hex digits; empty for the server
/// itself.</param>
public sealed record AuditRecord(
    DateTimeOffset At, string Actor, string Action, string Subject, string Outcome, string Origin);
