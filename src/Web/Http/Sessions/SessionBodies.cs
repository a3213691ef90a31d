using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

internal sealed record ChallengeAnswer(ReadOnlyMemory<byte> Nonce, DateTimeOffset ExpiresAt);

internal sealed record OwnerSignIn(
    OwnerId Owner, ReadOnlyMemory<byte> Nonce, long Expiry, ReadOnlyMemory<byte> Signature)
{
    public Proof Proof => new(Nonce, Expiry, Signature);
}

internal sealed record DeviceSignIn(
    AgentId Agent, DeviceId Device, ReadOnlyMemory<byte> Nonce, long Expiry, ReadOnlyMemory<byte> Signature)
{
    public Proof Proof => new(Nonce, Expiry, Signature);
}

internal sealed record PageSignIn(string Code);

internal sealed record SessionAnswer(string Session, DateTimeOffset? ExpiresAt);

internal sealed record PageCodeAnswer(string Code, DateTimeOffset? ExpiresAt);

internal sealed record TicketAnswer(string Ticket, DateTimeOffset? ExpiresAt);

internal sealed record SessionItem(
    string Id, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, bool Current);
