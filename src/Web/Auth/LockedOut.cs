using Microsoft.AspNetCore.Authorization;

namespace ContextExchange.Web.Auth;

/// <summary>The session is in force, but what stands behind it is not: a revoked device, a frozen agent.</summary>
internal sealed class LockedOut(IAuthorizationHandler handler, Refusal refusal)
    : AuthorizationFailureReason(handler, "locked out")
{
    /// <summary>What the caller is told.</summary>
    public Refusal Refusal { get; } = refusal;
}
