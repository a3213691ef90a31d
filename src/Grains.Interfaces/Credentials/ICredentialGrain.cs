namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// One issued secret: an API key, a session, a ticket or the bootstrap code. Key: its 12-character public id. It never
/// holds
/// the secret, only an HMAC under the server's pepper.
/// </summary>
[Alias("cex.ICredentialGrain")]
public interface ICredentialGrain : IGrainWithStringKey
{
    [Alias("Issue")]
    Task<Refusal> Issue(Credential credential);

    /// <summary>
    /// Who the secret speaks for; null for an unknown, wrong, expired, revoked or spent one, alike and at the same
    /// cost.
    /// A single-use credential is spent by the first check that succeeds.
    /// </summary>
    [Alias("Check")]
    ValueTask<CredentialSubject?> Check(ReadOnlyMemory<byte> secretHash);

    /// <summary>The credential without its secret; null when there is none.</summary>
    [Alias("Get")]
    Task<CredentialView?> Get();

    /// <summary>Ends it, at once or after an overlap for rotation. Idempotent.</summary>
    [Alias("Revoke")]
    Task<Refusal> Revoke(DateTimeOffset at);
}
