using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Accounts;

/// <summary>What is stored of one sign-in by mail; never a secret, and the address encrypted.</summary>
[GenerateSerializer, Immutable, Alias("cex.LoginRequestState")]
internal sealed record LoginRequestState : IDeadline
{
    [Id(0)]
    public bool Exists { get; init; }

    [Id(1)]
    public ReadOnlyMemory<byte> TokenHash { get; init; }

    [Id(2)]
    public ReadOnlyMemory<byte> CookieHash { get; init; }

    /// <summary>Encrypted by <see cref="Owners.ColumnCipher"/>.</summary>
    [Id(3)]
    public ReadOnlyMemory<byte> Email { get; init; }

    [Id(4)]
    public string? Name { get; init; }

    [Id(5)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(6)]
    public bool IsConfirmed { get; init; }

    /// <summary>HMAC of the newest code; empty for none.</summary>
    [Id(7)]
    public ReadOnlyMemory<byte> CodeHash { get; init; }

    /// <summary>Over all codes.</summary>
    [Id(8)]
    public int WrongCodes { get; init; }

    /// <summary>Who must show a second factor; null for nobody.</summary>
    [Id(9)]
    public AccountId? Awaited { get; init; }

    /// <summary>The account whose address it becomes; null for signing in.</summary>
    [Id(10)]
    public AccountId? Changes { get; init; }

    /// <summary>An hour after its end it can go: until then people are told why their link does not work.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextDue => Exists ? ExpiresAt.AddHours(1) : null;
}
