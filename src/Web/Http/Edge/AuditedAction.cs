namespace ContextExchange.Web.Http;

/// <summary>The stable name of a state-changing route in the audit log.</summary>
internal sealed record AuditedAction(string Action);
