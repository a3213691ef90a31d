namespace ContextExchange.Grains.Interfaces;

/// <summary>One human's way to sign in: address, passkeys, one-time codes, role. Key: the account's id.</summary>
[Alias("cex.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Creates the account; an existing one is left as it is.</summary>
    [Alias("Create")]
    Task<Refusal> Create(AccountCreation creation);

    /// <summary>Null when there is no such account.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<AccountView?> Get();

    /// <summary>Null when there is no such account.</summary>
    [Alias("GetStanding"), AlwaysInterleave]
    ValueTask<AccountStanding?> GetStanding();

    [Alias("Rename")]
    Task<Refusal> Rename(string name);

    /// <summary>An auditor loses the owner's rights at once, not the owner.</summary>
    [Alias("SetRole")]
    Task<Refusal> SetRole(AccountRole role);

    /// <summary>A link that was sent to the address was confirmed.</summary>
    [Alias("VerifyEmail")]
    Task<Refusal> VerifyEmail();

    /// <summary>
    /// A link that was sent to this address was confirmed: it is the account's from now on, and a recovery that was
    /// begun by the one before is void.
    /// </summary>
    [Alias("ChangeEmail")]
    Task<Refusal> ChangeEmail(string email);

    /// <summary>Acts for this owner from now on; <see cref="Refusal.Conflict"/> where it has another.</summary>
    [Alias("BindOwner")]
    Task<Refusal> BindOwner(OwnerId owner);

    /// <summary>At most <see cref="Limits.MaxPasskeysPerAccount"/>.</summary>
    [Alias("AddPasskey")]
    Task<Refusal> AddPasskey(Passkey passkey);

    /// <summary>
    /// Notes that a passkey signed. <see cref="Refusal.Revoked"/> where its counter came back: it is suspected then,
    /// and signs nobody in.
    /// </summary>
    [Alias("UsePasskey")]
    Task<Refusal> UsePasskey(PasskeyUse use);

    [Alias("RenamePasskey")]
    Task<Refusal> RenamePasskey(string id, string name);

    [Alias("RemovePasskey")]
    Task<Refusal> RemovePasskey(string id);

    /// <summary>At most <see cref="Limits.MaxIssuersPerAccount"/>; a known one is left as it is.</summary>
    [Alias("LinkIssuer")]
    Task<Refusal> LinkIssuer(IssuerLink link);

    [Alias("UnlinkIssuer")]
    Task<Refusal> UnlinkIssuer(string id);

    /// <summary>A new secret (20 bytes) that counts once a code of it was confirmed.</summary>
    [Alias("BeginTotp")]
    Task<Refusal> BeginTotp(ReadOnlyMemory<byte> secret);

    /// <summary>Confirms the new secret; earlier secrets and recovery codes are void.</summary>
    [Alias("ConfirmTotp")]
    Task<RecoveryCodes> ConfirmTotp(string code);

    /// <summary>
    /// Whether a one-time code is right: of this step or the one before, and newer than the last used.
    /// </summary>
    [Alias("CheckTotp")]
    Task<FactorAnswer> CheckTotp(string code);

    /// <summary>Uses a recovery code up.</summary>
    [Alias("UseRecoveryCode")]
    Task<FactorAnswer> UseRecoveryCode(string code);

    /// <summary>Removes secret and recovery codes, if there are any.</summary>
    [Alias("RemoveTotp")]
    Task<Refusal> RemoveTotp();

    /// <summary>A mail link was confirmed for an account that has factors: it may sign in a day later.</summary>
    [Alias("Recover")]
    Task<RecoveryStanding> Recover();

    /// <summary>Somebody signed in by a factor: a recovery that was begun is void.</summary>
    [Alias("CancelRecovery")]
    Task CancelRecovery();

    /// <summary>Records a session, so that it can be listed and revoked.</summary>
    [Alias("NoteSession")]
    Task<Refusal> NoteSession(string credentialId, bool issued);

    /// <summary>Notes where a sign-in came from; true where the account's human should be told of it.</summary>
    [Alias("NotePlace")]
    Task<bool> NotePlace(SignInPlace place);

    [Alias("GetSessions")]
    Task<IReadOnlyList<string>> GetSessions();
}
