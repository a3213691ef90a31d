using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Decides whether a caller may use a route: the kind of credential first, then whether the agent in the path is the
/// caller's. Silence is a refusal.
/// </summary>
internal sealed class AccessHandler(IGrainFactory grains) : AuthorizationHandler<AccessRequirement>
{
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context, AccessRequirement requirement)
    {
        if (requirement.Access == Access.Anyone)
        {
            context.Succeed(requirement);
            return;
        }

        if (context.Resource is not HttpContext http || http.CallerOrNull is not { } caller)
            return;
        if (!await IsOfKindAsync(caller.Subject, requirement.Access))
            return;
        if (await ReachesAgentAsync(caller.Subject, http.GetRouteValue("agent") as string))
            context.Succeed(requirement);
        else
            context.Fail(new ForeignObject(this));
    }

    private async ValueTask<bool> IsOfKindAsync(CredentialSubject caller, Access access) => access switch
    {
        Access.Anyone => true,
        Access.AgentKey => caller.Kind == CredentialKind.AgentKey,
        Access.AgentKeyOrOwner => caller.Kind is CredentialKind.AgentKey or CredentialKind.OwnerSession,
        Access.Agent => caller.Kind == CredentialKind.AgentSession,
        Access.AgentDevice => caller.Kind == CredentialKind.AgentSession && caller.Device is not null,
        Access.AgentOrOwner => caller.Kind is CredentialKind.AgentSession or CredentialKind.OwnerSession,
        Access.Owner => caller.Kind == CredentialKind.OwnerSession,
        Access.Operator => caller.Kind == CredentialKind.OwnerSession && await IsOperatorAsync(caller.Owner),
        _ => throw new ArgumentOutOfRangeException(nameof(access), access, "Not an access."),
    };

    private async ValueTask<bool> IsOperatorAsync(OwnerId owner) =>
        await grains.GetGrain<IOwnerGrain>(owner.ToString()).Get() is { Operator: true };

    private async ValueTask<bool> ReachesAgentAsync(CredentialSubject caller, string? named)
    {
        if (named is null)
            return true;
        if (!AgentId.TryParse(named, out var agent))
            return false;
        return caller.Agent is { } own
            ? own == agent
            : await grains.GetGrain<IAgentGrain>(agent.ToString()).Get() is { } view && view.Owner == caller.Owner;
    }
}
