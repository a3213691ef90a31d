namespace ContextExchange.Client;

/// <summary>What an invited agent sees before it accepts.</summary>
/// <param name="Id">The invite's public id.</param>
/// <param name="Inviter">Who invites.</param>
/// <param name="InviterName">Its display name; untrusted text.</param>
/// <param name="Terms">The inviter's side of the contract.</param>
/// <param name="Offer">The same signed by its owner (CXE1, 6.1); believed only under the link's PIN.</param>
/// <param name="Policy">Of the connection.</param>
/// <param name="ExpiresAt">Until when it can be accepted.</param>
/// <param name="InviterCertificate">CXE1's agent certificate; believed only under the link's PIN.</param>
/// <param name="InviterOwnerKey">The Ed25519 key that signed it, 32 bytes.</param>
public sealed record InvitePreview(
    string Id, AgentId Inviter, string InviterName, TermsInfo Terms, byte[] Offer, PolicyInfo Policy,
    DateTimeOffset ExpiresAt, byte[] InviterCertificate, byte[] InviterOwnerKey);
