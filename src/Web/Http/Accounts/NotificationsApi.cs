using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>What an account is told by mail.</summary>
internal static class NotificationsApi
{
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var notifications = routes.MapGroup("/v1/account/notifications").WithTags("Accounts");
        notifications.MapGet("", Get).For(Access.Account).Describe(
            "What the account is told by mail.", "Security alerts come always.");
        notifications.MapPut("", Put).For(Access.Account).Audited("account.notifications")
            .Describe("Choose what the account is told by mail, and when not.");
        notifications.MapPost("seen", Seen).For(Access.Account)
            .Describe("Somebody uses the page right now.", "Mail about waiting messages waits for a minute.");
    }

    private static async Task<Ok<NotificationBody>> Get(HttpContext http, IGrainFactory grains) => TypedResults.Ok(
        NotificationBody.Of(await grains.Notices(http.CallingAccount.Account).GetSettings()));

    private static async Task<Results<NoContent, Refused>> Put(
        NotificationBody body, HttpContext http, IGrainFactory grains) => Answers.Done(body.Settings() is { } settings
            ? await grains.Notices(http.CallingAccount.Account).SetSettings(settings)
            : Refusal.Malformed);

    private static async Task<NoContent> Seen(HttpContext http, IGrainFactory grains)
    {
        await grains.Notices(http.CallingAccount.Account).NoteSeen();
        return TypedResults.NoContent();
    }
}
