using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>What an owner's agents do, live.</summary>
internal static class ActivityApi
{
    public static void MapActivity(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/activity", Watch).WithTags("Activity").For(Access.Owner)
        .Describe("What the owner's agents do, as server-sent events.",
            "Metadata only: who, to whom, category, status, size. With Last-Event-ID goes on after that event.");

    private static Results<ActivityStream, Refused> Watch(
        HttpContext http, ActivityFeed feed, StreamPlaces places)
    {
        if (places.TryEnter(http.Caller.Owner) is not { } place)
            return new Refused(Refusal.RateLimited, ActivityFeed.Renewal);
        http.Response.RegisterForDispose(place);
        var seen = ActivityAnswer.TimeOf(http.Request.Headers["Last-Event-ID"]);
        return new ActivityStream(feed.WatchAsync(http.Caller, seen, http.RequestAborted));
    }
}
