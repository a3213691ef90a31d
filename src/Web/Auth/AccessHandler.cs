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
        if (!await ReachesAgentAsync(caller.Subject, http.GetRouteValue("agent") as string))
            context.Fail(new ForeignObject(this));
        else if (await LockedOutAsync(caller.Subject) is { } refusal)
            context.Fail(new LockedOut(this, refusal));
        else
            context.Succeed(requirement);
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

    /// <summary>
    /// An agent's session outlives neither its device's revocation nor its agent's freezing, for no call at all.
    /// </summary>
    private async ValueTask<Refusal?> LockedOutAsync(CredentialSubject caller)
    {
        if (caller.Kind != CredentialKind.AgentSession || caller.Agent is not { } agent)
            return null;
        if (await grains.GetGrain<IAgentGrain>(agent.ToString()).GetStanding() is not { } standing)
            return Refusal.Unauthenticated;
        if (caller.Device is { } own && !standing.Devices.Any(device => device.Device == own))
            return Refusal.Unauthenticated;
        return standing.Frozen ? Refusal.Frozen : null;
    }

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
