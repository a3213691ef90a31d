using ContextExchange.Web.Auth;
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

    private static async Task<Results<NoContent, Refused>> Freeze(
        FreezeBody body, HttpContext http, IGrainFactory grains) =>
        Answers.Done(await grains.Owner(http.Caller.Owner).FreezeAll(body.Frozen));
}
