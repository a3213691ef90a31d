namespace ContextExchange.Grains.Interfaces;

/// <summary>A verified assertion, as the account judges it.</summary>
/// <param name="Id">Which passkey.</param>
/// <param name="SignCount">What the authenticator counts now.</param>
/// <param name="IsBackedUp">As the authenticator says.</param>
[GenerateSerializer, Immutable, Alias("cex.PasskeyUse")]
public sealed record PasskeyUse(string Id, long SignCount, bool IsBackedUp);
