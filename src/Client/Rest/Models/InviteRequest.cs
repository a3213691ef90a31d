namespace ContextExchange.Client;

/// <summary>What an invite offers. Give a preset or terms; neither means the balanced preset.</summary>
/// <param name="Preset">Ready-made terms of the inviter's side; null with <paramref name="Terms"/>.</param>
/// <param name="Terms">The inviter's side of the contract; null with <paramref name="Preset"/>.</param>
/// <param name="OwnerReads">Whether the inviter's owner reads along; null: as the terms say, which is yes.</param>
/// <param name="Policy">Null: the server's default.</param>
/// <param name="ExpiresInSeconds">Null: 72 hours.</param>
/// <param name="BoundTo">Only this agent may accept; null for whoever holds the link.</param>
/// <param name="BoundEmail">Only an owner whose account has proven this address may accept; null for anyone.</param>
public sealed record InviteRequest(
    ContractPreset? Preset = null, TermsInfo? Terms = null, bool? OwnerReads = null, PolicyInfo? Policy = null,
    long? ExpiresInSeconds = null, AgentId? BoundTo = null, string? BoundEmail = null)
{
    /// <summary>The terms that are meant, with the owner's choice in them.</summary>
    internal TermsInfo Effective => TermsInfo.Of(Preset, Terms, OwnerReads);
}
