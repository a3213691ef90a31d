using System.Text.Json.Serialization;
using ContextExchange.Web.Auth;

namespace ContextExchange.Web.Http;

/// <summary>A new owner. The signature is over the <c>connect</c> body with agent = owner and device zero.</summary>
internal sealed record OwnerRegistration(
    OwnerId Owner, string DisplayName, ReadOnlyMemory<byte> IdentityKey, ReadOnlyMemory<byte> Nonce, long Expiry,
    ReadOnlyMemory<byte> Signature, string? Email = null, string? Bootstrap = null)
{
    [JsonIgnore]
    public Proof Proof => new(Nonce, Expiry, Signature);
}

internal sealed record OwnerRegistered(OwnerId Owner, string Session, DateTimeOffset ExpiresAt, bool Operator);

internal sealed record OwnerAnswer(
    OwnerId Owner, string DisplayName, string? Email, bool Operator, IReadOnlyList<AgentId> Agents,
    DateTimeOffset CreatedAt)
{
    public static OwnerAnswer Of(OwnerView view) =>
        new(view.Id, view.DisplayName, view.Email, view.Operator, view.Agents, view.CreatedAt);
}

internal sealed record FreezeBody(bool Frozen);

/// <summary>A viewer certificate (CXE1, 5.4).</summary>
internal sealed record ViewerBody(ReadOnlyMemory<byte> Certificate);
