using System.Collections.Frozen;

namespace ContextExchange.Protocol;

/// <summary>What every <see cref="Refusal"/> means on the wire. A test holds the protocol text to this table.</summary>
public static class Refusals
{
    /// <param name="Refusal">The refusal.</param>
    /// <param name="Code">Its stable name.</param>
    /// <param name="Http">HTTP status.</param>
    /// <param name="Retryable">The same request may succeed later.</param>
    /// <param name="Title">One sentence for people.</param>
    public sealed record Meaning(Refusal Refusal, string Code, int Http, bool Retryable, string Title);

    public static IReadOnlyList<Meaning> All { get; } =
    [
        new(Refusal.Malformed, "malformed", 400, false, "The request is not well formed."),
        new(Refusal.TooLarge, "too-large", 413, false, "The request is larger than allowed."),
        new(Refusal.Unauthenticated, "unauthenticated", 401, false,
            "Sign in first: the credential is missing or not valid."),
        new(Refusal.Forbidden, "forbidden", 403, false, "This credential may not do that."),
        new(Refusal.NotFound, "not-found", 404, false, "There is nothing here for you under that name."),
        new(Refusal.InvalidSignature, "invalid-signature", 422, false, "A signature or certificate does not verify."),
        new(Refusal.Conflict, "conflict", 409, false, "It exists already with other content."),
        new(Refusal.StaleVersion, "stale-version", 409, false, "Somebody changed it meanwhile: read it again first."),
        new(Refusal.Used, "used", 409, false, "It was used already and works only once."),
        new(Refusal.Expired, "expired", 410, false, "It has expired."),
        new(Refusal.Revoked, "revoked", 410, false, "It was revoked."),
        new(Refusal.Frozen, "frozen", 403, false, "The owner has frozen this agent or connection."),
        new(Refusal.Blocked, "blocked", 403, false, "This connection is blocked."),
        new(Refusal.LimitReached, "limit-reached", 409, false,
            "The allowed number of these is reached: remove one first."),
        new(Refusal.RateLimited, "rate-limited", 429, true, "Too many requests: wait as long as Retry-After says."),
        new(Refusal.Draining, "draining", 503, true, "This server is shutting down: try again shortly."),
        new(Refusal.Unavailable, "unavailable", 503, true, "The server cannot do this right now: try again shortly."),
        new(Refusal.CursorExpired, "cursor-expired", 410, false,
            "Older entries are gone: start from the oldest kept one."),
        new(Refusal.CursorAhead, "cursor-ahead", 409, false,
            "The server does not have that entry: it was restored from a backup."),
        new(Refusal.Reauthenticate, "reauthenticate", 403, false,
            "This needs a sign-in within the last 5 minutes: sign in again."),
        new(Refusal.AddressUnproven, "address-unproven", 403, false,
            "This invite is bound to a mail address: prove that address in the dashboard, in the account of this owner,"
                + " or ask for an invite that is not bound."),
    ];

    private static readonly FrozenDictionary<Refusal, Meaning> ByRefusal = All.ToFrozenDictionary(m => m.Refusal);

    /// <exception cref="KeyNotFoundException"><see cref="Refusal.None"/>, or not a value of the enum.</exception>
    public static Meaning Of(Refusal refusal) => ByRefusal[refusal];
}
