namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// One sign-in by mail. Key: the public id of its link (12 characters). It is confirmed once, by the browser that began
/// it; whoever else has the link can look at it without using it up. It holds hashes and an encrypted address.
/// </summary>
[Alias("cex.ILoginRequestGrain")]
public interface ILoginRequestGrain : IGrainWithStringKey, IDeadlineGrain
{
    [Alias("Begin")]
    Task<Refusal> Begin(LoginRequest request);

    /// <summary>What the link is for. Changes nothing.</summary>
    /// <param name="tokenHash">Of the link that is presented.</param>
    /// <param name="cookieHash">Of the asking browser's cookie; empty where it has none.</param>
    [Alias("Preview")]
    Task<LoginView> Preview(ReadOnlyMemory<byte> tokenHash, ReadOnlyMemory<byte> cookieHash);

    /// <summary>Uses the link up, in the browser that began.</summary>
    [Alias("Confirm")]
    Task<LoginView> Confirm(ReadOnlyMemory<byte> tokenHash, ReadOnlyMemory<byte> cookieHash);

    /// <summary>
    /// A new code to type into the browser that began; the one before is void, its wrong tries count.
    /// </summary>
    [Alias("CreateCode")]
    Task<LoginCode> CreateCode(ReadOnlyMemory<byte> tokenHash);

    /// <summary>Confirms by code. Of 5 wrong ones in all the last ends this way; the link itself goes on.</summary>
    [Alias("ConfirmByCode")]
    Task<LoginView> ConfirmByCode(string code, ReadOnlyMemory<byte> cookieHash);

    /// <summary>The link was confirmed, and the account wants a second factor: the browser may now show it.</summary>
    [Alias("AwaitFactor")]
    Task<Refusal> AwaitFactor(AccountId account, ReadOnlyMemory<byte> cookieHash);

    /// <summary>Whose second factor this browser may show now; null for nobody's.</summary>
    [Alias("GetAwaited")]
    Task<AccountId?> GetAwaited(ReadOnlyMemory<byte> cookieHash);

    /// <summary>The second factor was right; true once.</summary>
    [Alias("Complete")]
    Task<bool> Complete(ReadOnlyMemory<byte> cookieHash);
}
