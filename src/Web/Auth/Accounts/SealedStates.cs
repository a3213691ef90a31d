using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.Web.Auth;

/// <summary>
/// What a sign-in ceremony (a passkey's, another issuer's) must remember between its two requests: good for one use,
/// for one purpose, within minutes. Nothing is kept for an issued one (expiry, state and an HMAC over both and the
/// purpose stand in the browser's cookie), so strangers cannot fill a store; a used one is remembered until it has
/// expired, on every silo alike.
/// </summary>
internal sealed class SealedStates(Pepper pepper, IGrainFactory grains, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const int TagSize = 32;
    private const int TimeSize = 8;

    // Once per window, and the window outlives the state.
    private static readonly LimitRule Once = new(1, TimeSpan.FromMinutes(30));

    /// <summary>Seals a state for the cookie.</summary>
    /// <param name="purpose">Who may use it for what.</param>
    /// <param name="state">With the challenge.</param>
    /// <param name="lifetime">At most 15 minutes; null for 5.</param>
    public (string Sealed, DateTimeOffset ExpiresAt) Seal(
        string purpose, string state, TimeSpan? lifetime = null)
    {
        var expires = clock.GetUtcNow() + (lifetime ?? Lifetime);
        var text = Encoding.UTF8.GetBytes(state);
        var blob = new byte[TimeSize + text.Length + TagSize];
        BinaryPrimitives.WriteInt64BigEndian(blob, expires.ToUnixTimeMilliseconds());
        text.CopyTo(blob, TimeSize);
        TagOf(purpose, blob.AsSpan(0, blob.Length - TagSize)).CopyTo(blob, blob.Length - TagSize);
        return (Base64Url.EncodeToString(blob), expires);
    }

    /// <summary>Uses a sealed state up; null for one that is not ours, not for this purpose, expired or used.</summary>
    public async ValueTask<string?> UseAsync(string purpose, string? sealedState)
    {
        if (sealedState is not { Length: > 0 and <= 4096 } || !Base64Url.IsValid(sealedState))
            return null;
        var blob = Base64Url.DecodeFromChars(sealedState);
        if (blob.Length < TimeSize + TagSize)
            return null;
        var tag = TagOf(purpose, blob.AsSpan(0, blob.Length - TagSize));
        if (!CryptographicOperations.FixedTimeEquals(tag, blob.AsSpan(blob.Length - TagSize))
            || BinaryPrimitives.ReadInt64BigEndian(blob) <= clock.GetUtcNow().ToUnixTimeMilliseconds())
            return null;
        var name = "sealed:" + Convert.ToHexStringLower(tag);
        return (await grains.GetGrain<ILimitGrain>(name).Take(Once, 1)).Allowed
            ? Encoding.UTF8.GetString(blob, TimeSize, blob.Length - TimeSize - TagSize)
            : null;
    }

    private byte[] TagOf(string purpose, ReadOnlySpan<byte> content) =>
        pepper.TagOf("sealed state", [.. Encoding.ASCII.GetBytes(purpose), 0, .. content]);
}
