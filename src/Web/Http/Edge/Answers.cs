using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ContextExchange.Web.Http;

/// <summary>The answers that most handlers end with.</summary>
internal static class Answers
{
    /// <summary>204, or the refusal.</summary>
    public static Results<NoContent, Refused> Done(Refusal refusal) =>
        refusal == Refusal.None ? TypedResults.NoContent() : new Refused(refusal);

    /// <summary>200 with what was found, or not-found for nothing.</summary>
    public static Results<Ok<T>, Refused> Found<T>(T? found) where T : class =>
        found is null ? new Refused(Refusal.NotFound) : TypedResults.Ok(found);
}
