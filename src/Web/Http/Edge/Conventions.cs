using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace ContextExchange.Web.Http;

/// <summary>
/// What every route says about itself: who may call it, its name in the audit log, its cost, and a description.
/// </summary>
internal static class Conventions
{
    extension<T>(T route) where T : IEndpointConventionBuilder
    {
        /// <summary>Who may call it.</summary>
        public T For(Access access)
        {
            route.Add(endpoint => endpoint.Metadata.Add(new AuthorizeAttribute(access.ToString())));
            return route;
        }

        /// <summary>It changes something: every call is recorded under this stable name.</summary>
        public T Audited(string action)
        {
            route.Add(endpoint => endpoint.Metadata.Add(new AuditedAction(action)));
            return route;
        }

        /// <summary>It has a limit of its own beside the general one.</summary>
        public T Costs(Cost cost)
        {
            route.Add(endpoint => endpoint.Metadata.Add(new RouteCost(cost)));
            return route;
        }

        /// <summary>Of accounts it needs a sign-in within the last 5 minutes.</summary>
        public T NeedsRecentSignIn()
        {
            route.Add(endpoint => endpoint.Metadata.Add(RecentSignIn.Needed));
            return route;
        }

        /// <summary>It reaches the agent in its path also after that was deleted.</summary>
        public T ReachesDeleted()
        {
            route.Add(endpoint => endpoint.Metadata.Add(AlsoDeleted.Reached));
            return route;
        }

        /// <summary>For the OpenAPI document.</summary>
        public T Describe(string summary, string? description = null)
        {
            route.WithSummary(summary);
            return description is null ? route : route.WithDescription(description);
        }
    }
}
