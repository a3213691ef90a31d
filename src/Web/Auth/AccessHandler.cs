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
        if (!await IsOfKindAsync(caller, requirement.Access))
            return;
        var alsoDeleted = http.GetEndpoint()?.Metadata.GetMetadata<AlsoDeleted>() is not null;
        if (!await ReachesAgentAsync(caller.Subject, http.GetRouteValue("agent") as string, alsoDeleted))
            context.Fail(new ForeignObject(this));
        else if (await LockedOutAsync(caller.Subject) is { } refusal)
            context.Fail(new LockedOut(this, refusal));
        else
            context.Succeed(requirement);
    }

    private async ValueTask<bool> IsOfKindAsync(CallerIdentity caller, Access access)
    {
        var subject = caller.Subject;
        return access switch
        {
            Access.Anyone => true,
            Access.AgentKey => subject.Kind == CredentialKind.AgentKey,
            Access.AgentKeyOrOwner => subject.Kind is CredentialKind.AgentKey or CredentialKind.OwnerSession,
            Access.Agent => subject.Kind == CredentialKind.AgentSession,
            Access.AgentDevice => subject is { Kind: CredentialKind.AgentSession, Device: not null },
            Access.AgentOrOwner => subject.Kind is CredentialKind.AgentSession or CredentialKind.OwnerSession,
            Access.Owner => subject.Kind == CredentialKind.OwnerSession,
            Access.Operator => await IsOperatorAsync(caller),
            Access.OperatorOrAuditor =>
                caller.Standing?.Role == AccountRole.Auditor || await IsOperatorAsync(caller),
            Access.Account => subject.SignIn is not null,
            Access.ActingAccount => subject.SignIn is not null && caller.Standing?.Role != AccountRole.Auditor,
            Access.OwnerOrAccount => subject.Kind == CredentialKind.OwnerSession || subject.SignIn is not null,
            Access.AnySession => subject.Kind is CredentialKind.AgentSession or CredentialKind.OwnerSession
                or CredentialKind.AccountSession,
            _ => throw new ArgumentOutOfRangeException(nameof(access), access, "Not an access."),
        };
    }

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

    /// <summary>
    /// By the account's role, or by the owner's own record where it registered with the bootstrap code.
    /// </summary>
    private async ValueTask<bool> IsOperatorAsync(CallerIdentity caller) =>
        caller.Standing?.Role == AccountRole.Operator
        || caller.Subject.Kind == CredentialKind.OwnerSession
        && await grains.GetGrain<IOwnerGrain>(caller.Subject.Owner.ToString()).Get() is { Operator: true };

    private async ValueTask<bool> ReachesAgentAsync(CredentialSubject caller, string? named, bool alsoDeleted)
    {
        if (named is null)
            return true;
        if (!AgentId.TryParse(named, out var agent))
            return false;
        if (caller.Agent is { } own)
            return own == agent;
        var grain = grains.GetGrain<IAgentGrain>(agent.ToString());
        return alsoDeleted
            ? await grain.GetTrace() is { } trace && trace.Owner == caller.Owner
            : await grain.Get() is { } view && view.Owner == caller.Owner;
    }
}
