using System.Security.Cryptography;
using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Invites;

/// <summary>Who may accept an invite, and once. Pure; a wrong secret looks like no invite and costs the same.</summary>
internal static class InviteRules
{
    private static readonly byte[] NoSecret = new byte[ServerSecrets.KeyLength];

    public static Refusal CheckCreation(InviteCreation creation, DateTimeOffset now)
    {
        if (creation.SecretHash.Length != ServerSecrets.KeyLength) return Refusal.Malformed;
        if (creation.BoundEmail.Length is not (0 or ServerSecrets.KeyLength)) return Refusal.Malformed;
        if (!TermsRules.IsValid(creation.Terms.Terms) || !TermsRules.IsValid(creation.Policy, now))
            return Refusal.Malformed;
        return creation.ExpiresAt <= now || creation.ExpiresAt > now + Limits.MaxInviteLifetime
            ? Refusal.Malformed
            : Refusal.None;
    }

    public static bool KnowsSecret(InviteState invite, ReadOnlySpan<byte> secretHash)
    {
        var stored = invite.Creation is { } creation ? creation.SecretHash.Span : NoSecret;
        return CryptographicOperations.FixedTimeEquals(stored, secretHash) & invite.Creation is not null;
    }

    /// <summary>How the invite stands now, whoever has carried out its expiry.</summary>
    public static InviteStanding StandingAt(InviteState invite, DateTimeOffset now) =>
        invite.Standing == InviteStanding.Open && invite.Creation?.ExpiresAt <= now
            ? InviteStanding.Expired
            : invite.Standing;

    public static Refusal CheckAcceptance(InviteState invite, InviteAcceptance acceptance, DateTimeOffset now)
    {
        if (!KnowsSecret(invite, acceptance.SecretHash.Span) || invite.Creation is not { } creation)
            return Refusal.NotFound;
        if (creation.BoundTo is { } only && only != acceptance.Acceptor) return Refusal.Forbidden;
        if (creation.BoundEmail.Length > 0
            && !CryptographicOperations.FixedTimeEquals(creation.BoundEmail.Span, acceptance.AcceptorEmail.Span))
            return Refusal.AddressUnproven;
        if (acceptance.Acceptor == creation.Inviter || !TermsRules.IsValid(acceptance.Terms.Terms))
            return Refusal.Malformed;
        return StandingAt(invite, now) switch
        {
            InviteStanding.Open => Refusal.None,
            InviteStanding.Accepted => Refusal.Used,
            InviteStanding.Expired => Refusal.Expired,
            InviteStanding.Revoked => Refusal.Revoked,
            _ => throw new ArgumentOutOfRangeException(nameof(invite)),
        };
    }
}
