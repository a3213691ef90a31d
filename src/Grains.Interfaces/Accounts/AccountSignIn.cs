namespace ContextExchange.Grains.Interfaces;

/// <summary>How an account's session began.</summary>
/// <param name="Account">Who signed in.</param>
/// <param name="Assurance">How strongly.</param>
/// <param name="Device">Browser and system, coarse, for people: <c>Firefox on Linux</c>.</param>
/// <param name="At">When; sensitive changes need a recent one.</param>
[GenerateSerializer, Immutable, Alias("cex.AccountSignIn")]
public sealed record AccountSignIn(AccountId Account, Assurance Assurance, string Device, DateTimeOffset At);
