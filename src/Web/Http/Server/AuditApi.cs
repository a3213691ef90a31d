using System.Globalization;
using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>The audit log, for operators.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/audit", List).WithTags("Audit").For(Access.OperatorOrAuditor)
        .Describe("The hash-chained audit log in order.", "after is a position, 0 for the start.");

    private static async Task<Results<Ok<Page<AuditItem>>, Refused>> List(
        [AsParameters] PageQuery query, IAuditLog log, CancellationToken aborted)
    {
        var after = 0L;
        if (!query.IsWellFormed
            || query.After is not null
            && !long.TryParse(query.After, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            return new Refused(Refusal.Malformed);
        var records = await log.ReadAsync(after, query.Max, aborted);
        var next = records.Count == query.Max ? records[^1].Position.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<AuditItem>([.. records.Select(AuditItem.Of)], next));
    }
}
