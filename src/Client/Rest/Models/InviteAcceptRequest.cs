namespace ContextExchange.Client;

/// <summary>Accepts an invite. Neither preset nor terms means the balanced preset.</summary>
internal sealed record InviteAcceptRequest(
    string Code, ContractPreset? Preset, TermsInfo? Terms, bool? OwnerReads, byte[] Acceptance);
