using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>The humans who answer for agents.</summary>
internal static class OwnersApi
{
    public static void MapOwners(this IEndpointRouteBuilder routes)
    {
        var owners = routes.MapGroup("/v1/owners").WithTags("Owners");
        owners.MapPost("", Register).For(Access.Anyone).Audited("owner.create").Costs(Cost.Registration)
            .Describe("Register an owner.", "With the bootstrap code the owner becomes an operator of this server.");
        owners.MapGet("me", Get).For(Access.Owner).Describe("The owner of this session.");
        owners.MapPost("me/freeze", Freeze).For(Access.Owner).Audited("owner.freeze")
            .Describe("Freeze or unfreeze every agent of this owner at once.");
        owners.MapPut("me/viewer", PublishViewer).For(Access.Owner).Audited("viewer.publish")
            .Describe("Publish the owner's newest viewer certificate.",
                "Senders wrap epochs for it where this owner's terms let the owner read.");
        owners.MapGet("me/viewers", Viewers).For(Access.Owner)
            .Describe("The owner's viewer certificates that are in force or ended within 8 days, oldest first.");
    }

    private static async Task<Results<Created<OwnerRegistered>, Refused>> Register(
        OwnerRegistration body, HttpContext http, Registration registration)
    {
        http.NoteSubject(body.Owner.ToString());
        var (refusal, answer) = await registration.RegisterAsync(body);
        if (answer is null)
            return new Refused(refusal);
        http.NoteActor(body.Owner.ToString());
        return TypedResults.Created("/v1/owners/me", answer);
    }

    private static async Task<Results<Ok<OwnerAnswer>, Refused>> Get(HttpContext http, IGrainFactory grains) =>
        Answers.Found(await grains.Owner(http.Caller.Owner).Get() is { } view ? OwnerAnswer.Of(view) : null);

    private static async Task<Results<NoContent, Refused>> PublishViewer(
        ViewerBody body, HttpContext http, IGrainFactory grains, AlertPost alerts)
    {
        var owner = grains.Owner(http.Caller.Owner);
        // The first one replaces nothing, and a known one is published again without news.
        var known = await owner.GetViewers();
        var isNews = known.Count > 0 && !known.Any(viewer => viewer.Span.SequenceEqual(body.Certificate.Span));
        var refusal = await owner.PublishViewer(body.Certificate);
        if (refusal == Refusal.None && isNews)
            alerts.Tell(http.Caller.Owner, English.ViewerChanged());
        return Answers.Done(refusal);
    }

    private static async Task<Results<Ok<Page<ViewerBody>>, Refused>> Viewers(
        [AsParameters] PageQuery query, HttpContext http, IGrainFactory grains)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        var viewers = (await grains.Owner(http.Caller.Owner).GetViewers()).Select(bytes => new ViewerBody(bytes));
        return TypedResults.Ok(Page<ViewerBody>.Of(viewers, IdOf, query.After, query.Limit));
    }

    private static string IdOf(ViewerBody body) =>
        ViewerCertificate.TryParse(body.Certificate, out var viewer, out _) ? viewer.Viewer.ToString("N") : "";

    private static async Task<Results<NoContent, Refused>> Freeze(
        FreezeBody body, HttpContext http, IGrainFactory grains) =>
        Answers.Done(await grains.Owner(http.Caller.Owner).FreezeAll(body.Frozen));
}
