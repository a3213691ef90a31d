namespace ContextExchange.Client;

/// <summary>An owner's keys as they can be shown; never a private one.</summary>
/// <param name="Owner">The owner.</param>
/// <param name="Server">Where it is registered.</param>
/// <param name="Fingerprint">SHA-256 of the public identity key, 64 hex digits.</param>
/// <param name="IsProtected">A passphrase is needed for whatever the owner does.</param>
/// <param name="Viewers">Oldest first; null while the keys are locked.</param>
/// <param name="Agents">Those whose identity keys are here; null while the keys are locked.</param>
public sealed record OwnerKeysInfo(
    OwnerId Owner, Uri Server, string Fingerprint, bool IsProtected, IReadOnlyList<ViewerLife>? Viewers,
    IReadOnlyList<OwnerAgent>? Agents);
