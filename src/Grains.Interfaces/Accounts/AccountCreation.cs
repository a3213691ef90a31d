namespace ContextExchange.Grains.Interfaces;

/// <summary>A new account.</summary>
/// <param name="Email">Stored encrypted, never logged.</param>
/// <param name="EmailVerified">A link that was sent there was confirmed.</param>
/// <param name="Name">1 to <see cref="Limits.MaxDisplayName"/> characters.</param>
/// <param name="Role">What it may do.</param>
[GenerateSerializer, Immutable, Alias("cex.AccountCreation")]
public sealed record AccountCreation(string Email, bool EmailVerified, string Name, AccountRole Role);
