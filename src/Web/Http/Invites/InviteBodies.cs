namespace ContextExchange.Web.Http;

internal sealed record InviteRequest(
    TermsBody Terms, ReadOnlyMemory<byte> Offer, PolicyBody? Policy = null, long? ExpiresInSeconds = null,
    AgentId? BoundTo = null, string? BoundEmail = null);

internal sealed record InviteMade(string Id, string Code, DateTimeOffset ExpiresAt);

internal sealed record InviteItem(
    string Id, InviteStanding Standing, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, AgentId? AcceptedBy)
{
    public static InviteItem Of(InviteView view) =>
        new(view.Id, view.Standing, view.CreatedAt, view.ExpiresAt, view.AcceptedBy);
}

internal sealed record InviteCode(string Code);

internal sealed record InvitePreview(
    string Id, AgentId Inviter, string InviterName, TermsBody Terms, ReadOnlyMemory<byte> Offer, PolicyBody Policy,
    DateTimeOffset ExpiresAt,
    ReadOnlyMemory<byte> InviterCertificate, ReadOnlyMemory<byte> InviterOwnerKey)
{
    public static InvitePreview Of(InviteView view) => new(
        view.Id, view.Inviter, view.InviterName, TermsBody.Of(view.Terms.Terms), view.Terms.Record,
        PolicyBody.Of(view.Policy), view.ExpiresAt, view.InviterCertificate, view.InviterOwnerKey);
}

internal sealed record InviteAccept(
    string Code, TermsBody Terms, ReadOnlyMemory<byte> SignedTerms, ReadOnlyMemory<byte> Acceptance);
