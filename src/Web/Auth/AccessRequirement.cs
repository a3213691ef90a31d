using Microsoft.AspNetCore.Authorization;

namespace ContextExchange.Web.Auth;

/// <summary>What a route's policy demands.</summary>
internal sealed record AccessRequirement(Access Access) : IAuthorizationRequirement;
