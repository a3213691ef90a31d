namespace ContextExchange.Grains.Interfaces;

/// <summary>An account as its human sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">Where its mail goes.</param>
/// <param name="EmailVerified">A link that was sent there was confirmed.</param>
/// <param name="Name">To show.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Owner">The owner that it acts for; null before one was bound.</param>
/// <param name="Passkeys">Oldest first.</param>
/// <param name="HasTotp">One-time codes are set up and confirmed.</param>
/// <param name="RecoveryCodesLeft">0 to 10.</param>
/// <param name="RecoveryAt">When a recovery by mail that was begun may be completed; null where none was.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Issuers">Identities elsewhere that sign it in, oldest first.</param>
[GenerateSerializer, Immutable, Alias("cex.AccountView")]
public sealed record AccountView(
    AccountId Id, string Email, bool EmailVerified, string Name, AccountRole Role, OwnerId? Owner,
    IReadOnlyList<Passkey> Passkeys, bool HasTotp, int RecoveryCodesLeft, DateTimeOffset? RecoveryAt,
    DateTimeOffset CreatedAt, IReadOnlyList<IssuerLink> Issuers)
{
    /// <summary>When somebody last signed in to it; null where that is not known.</summary>
    [Id(12)]
    public DateTimeOffset? SignedInAt { get; init; }
}
