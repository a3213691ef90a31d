using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Nonces to sign in with.</summary>
internal static class ChallengesApi
{
    public static void MapChallenges(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/challenges", Create).WithTags("Sessions").For(Access.Anyone).Costs(Cost.SignIn)
        .Describe("Get a nonce to sign.", "Good for one proof within 60 seconds; put it into CXE1's connect body.");

    private static Created<ChallengeAnswer> Create(Challenges challenges)
    {
        var (nonce, expiresAt) = challenges.Create();
        return TypedResults.Created((string?)null, new ChallengeAnswer(nonce, expiresAt));
    }
}
