namespace ContextExchange.Web.Http;

internal sealed record AuditItem(
    long Position, DateTimeOffset At, string Actor, string Action, string Subject, string Outcome, string Origin,
    ReadOnlyMemory<byte> Hash)
{
    public static AuditItem Of(ChainedAuditRecord chained) => new(
        chained.Position, chained.Record.At, chained.Record.Actor, chained.Record.Action, chained.Record.Subject,
        chained.Record.Outcome, chained.Record.Origin, chained.Hash);
}

internal sealed record HealthAnswer(string Status);
