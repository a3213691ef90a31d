using System.Text.Json.Serialization;
using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

internal sealed record ChallengeAnswer(ReadOnlyMemory<byte> Nonce, DateTimeOffset ExpiresAt);

internal sealed record OwnerSignIn(
    OwnerId Owner, ReadOnlyMemory<byte> Nonce, long Expiry, ReadOnlyMemory<byte> Signature)
{
    [JsonIgnore]
    public Proof Proof => new(Nonce, Expiry, Signature);
}

internal sealed record DeviceSignIn(
    AgentId Agent, DeviceId Device, ReadOnlyMemory<byte> Nonce, long Expiry, ReadOnlyMemory<byte> Signature)
{
    [JsonIgnore]
    public Proof Proof => new(Nonce, Expiry, Signature);
}

internal sealed record PageSignIn(string Code);

internal sealed record SessionAnswer(string Session, DateTimeOffset ExpiresAt);

internal sealed record PageCodeAnswer(string Code, DateTimeOffset ExpiresAt);

internal sealed record TicketAnswer(string Ticket, DateTimeOffset ExpiresAt);

/// <param name="Id">Names it; ends it.</param>
/// <param name="IssuedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="LastUsedAt">To a quarter of an hour; null when never used.</param>
/// <param name="Current">It is the caller's own.</param>
/// <param name="Device">Browser and system of an account's session; null for one of a key.</param>
/// <param name="Assurance">How an account's session signed in; null for one of a key.</param>
internal sealed record SessionItem(
    string Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt, bool Current,
    string? Device = null, Assurance? Assurance = null);
