using System.Security.Cryptography;

namespace ContextExchange.Grains.Credentials;

/// <summary>
/// Whether a presented secret is good now. Pure, and the same work whether there is such a credential or not.
/// </summary>
internal static class CredentialRules
{
    private static readonly byte[] NoSecret = new byte[ServerSecrets.KeyLength];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static bool IsGood(
        CredentialState state, ReadOnlySpan<byte> secretHash, DateTimeOffset? lastUsed, DateTimeOffset now)
    {
        var stored = state.Credential is { } credential ? credential.SecretHash.Span : NoSecret;
        var matches = CryptographicOperations.FixedTimeEquals(stored, secretHash) & state.Credential is not null;
        return matches && InForce(state, lastUsed, now);
    }

    /// <summary>How exactly the last use is stored: to the hour, or a quarter of the idle time.</summary>
    public static TimeSpan UseGranularity(Credential credential) =>
        credential.IdleAfter is { } idle && idle / 4 < Hour ? idle / 4 : Hour;

    private static bool InForce(CredentialState state, DateTimeOffset? lastUsed, DateTimeOffset now)
    {
        if (state.Credential is not { } credential || state.Spent) return false;
        if (state.RevokedAt <= now || credential.ExpiresAt <= now) return false;
        return credential.IdleAfter is not { } idle || (lastUsed ?? state.IssuedAt) + idle > now;
    }
}
