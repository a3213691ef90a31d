using ContextExchange.Web.Auth;
using ContextExchange.Web.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>The silos, for operators.</summary>
internal static class ClusterApi
{
    private const int MaxName = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void MapCluster(this IEndpointRouteBuilder routes)
    {
        var silos = routes.MapGroup("/v1/cluster/silos").WithTags("Cluster");
        silos.MapGet("", List).For(Access.Operator).Describe("The silos: what each is doing.");
        silos.MapPost("{silo}/drain", Drain).For(Access.Operator).Audited("silo.drain")
            .Describe("Takes a silo out of service; it stays up.", "409 for the last one that takes anything.");
        silos.MapPost("{silo}/undrain", Undrain).For(Access.Operator).Audited("silo.undrain")
            .Describe("Lets a drained silo take its share again.");
    }

    private static Task<Results<Ok<Page<SiloItem>>, Refused>> List(
        ISiloCluster cluster, TimeProvider clock, CancellationToken aborted) =>
        WithinAsync<Results<Ok<Page<SiloItem>>, Refused>>(
            clock, new Refused(Refusal.Unavailable), async limit =>
            {
                var silos = await cluster.ListAsync(limit);
                return TypedResults.Ok(new Page<SiloItem>([.. silos.Select(SiloItem.Of)]));
            }, aborted);

    private static Task<Results<NoContent, Refused>> Drain(
        string silo, HttpContext context, ISiloCluster cluster, TimeProvider clock, CancellationToken aborted) =>
        SetAsync(silo, true, context, cluster, clock, aborted);

    private static Task<Results<NoContent, Refused>> Undrain(
        string silo, HttpContext context, ISiloCluster cluster, TimeProvider clock, CancellationToken aborted) =>
        SetAsync(silo, false, context, cluster, clock, aborted);

    private static async Task<Results<NoContent, Refused>> SetAsync(
        string silo, bool draining, HttpContext context, ISiloCluster cluster, TimeProvider clock,
        CancellationToken aborted)
    {
        if (!IsName(silo))
            return new Refused(Refusal.Malformed);
        context.NoteSubject(silo);
        return await WithinAsync(clock, Answers.Done(Refusal.Unavailable), async limit =>
            Answers.Done(await cluster.SetDrainingAsync(silo, draining, limit)), aborted);
    }

    /// <summary>The lease table may be slow; an operator is told so rather than kept waiting.</summary>
    private static async Task<T> WithinAsync<T>(
        TimeProvider clock, T late, Func<CancellationToken, Task<T>> work, CancellationToken aborted)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, aborted);
        try
        {
            return await work(limit.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return late;
        }
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MaxName && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
}
