using Microsoft.AspNetCore.Authorization;

namespace ContextExchange.Web.Auth;

/// <summary>The caller may use the route, but not for this object: told as if there were none.</summary>
internal sealed class ForeignObject(IAuthorizationHandler handler)
    : AuthorizationFailureReason(handler, "foreign object");
