namespace ContextExchange.Grains.Interfaces;

/// <summary>Who a credential speaks for.</summary>
/// <param name="Kind">What the credential is for; routes check it.</param>
/// <param name="Owner">The owner (of the agent, where it is an agent's).</param>
/// <param name="Agent">Null for an owner's credential.</param>
/// <param name="Device">Null unless a device proved itself.</param>
/// <param name="CredentialId">The public id, for audit and revocation.</param>
/// <param name="Parent">
/// The credential that it was obtained with, and with which it ends; null where there is none. The edge checks that
/// one too.
/// </param>
/// <param name="SignIn">Whose account's session it is, and how it began; null for every other credential.</param>
[GenerateSerializer, Immutable, Alias("cex.CredentialSubject")]
public sealed record CredentialSubject(
    CredentialKind Kind, OwnerId Owner, AgentId? Agent, DeviceId? Device, string CredentialId, string? Parent = null,
    AccountSignIn? SignIn = null);
