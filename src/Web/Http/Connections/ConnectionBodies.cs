namespace ContextExchange.Web.Http;

internal sealed record ConnectionAnswer(
    ConnectionId Connection, AgentId Peer, string PeerName, ConnectionStanding Standing, TermsBody Own,
    TermsBody Theirs,
    int OwnVersion, int TheirVersion, ReadOnlyMemory<byte> OwnSignedTerms, ReadOnlyMemory<byte> TheirSignedTerms,
    PolicyBody Policy, bool Frozen, string? Suspended, DateTimeOffset Since, DateTimeOffset? LastMessageAt,
    ReadOnlyMemory<byte>? Acceptance)
{
    public static ConnectionAnswer Of(ConnectionView view) => new(
        view.Id, view.Peer, view.PeerName, view.Standing, TermsBody.Of(view.Own), TermsBody.Of(view.Theirs),
        view.OwnVersion, view.TheirVersion, view.OwnSignedTerms, view.TheirSignedTerms, PolicyBody.Of(view.Policy),
        view.Frozen, view.Suspended, view.Since, view.LastMessageAt, view.Acceptance.OrAbsent);
}

/// <summary>Of the side of one agent; of the caller's where none is named.</summary>
internal sealed record TermsChange(TermsBody Terms, ReadOnlyMemory<byte> SignedTerms, AgentId? Side = null);

internal sealed record TermsRecordsAnswer(
    IReadOnlyList<ReadOnlyMemory<byte>> Own, IReadOnlyList<ReadOnlyMemory<byte>> Theirs);

internal sealed record SuspendBody(string Reason);

/// <summary>An agent's keys: the peer's, or one's own.</summary>
internal sealed record KeysAnswer(
    AgentId Agent, ReadOnlyMemory<byte> OwnerKey, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte>? Directory,
    IReadOnlyList<ReadOnlyMemory<byte>> Directories, IReadOnlyList<ReadOnlyMemory<byte>> DeviceCertificates,
    IReadOnlyList<ReadOnlyMemory<byte>> Prekeys, IReadOnlyList<ReadOnlyMemory<byte>> Viewers,
    IReadOnlyList<ReadOnlyMemory<byte>> Rotations)
{
    public static KeysAnswer Of(AgentKeys keys) => new(
        keys.Agent, keys.OwnerKey, keys.Certificate,
        (keys.Directories is [.., var newest] ? newest : default).OrAbsent,
        keys.Directories, keys.DeviceCertificates, keys.Prekeys, keys.Viewers, keys.Rotations);
}

internal sealed record PrekeysAnswer(IReadOnlyList<ReadOnlyMemory<byte>> Prekeys);

internal sealed record NackBody(ReadOnlyMemory<byte> Nack);

internal sealed record SequenceBody(long Sequence);

internal sealed record RewrapsBody(IReadOnlyList<ReadOnlyMemory<byte>> Rewraps);

internal sealed record EpochBody(ReadOnlyMemory<byte> Record);

internal sealed record EpochAnswer(
    ConnectionId Connection, ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte>? Rewrap);

internal sealed record ReceiptAnswer(SendStatus Status, DateTimeOffset At, bool Acknowledged);
