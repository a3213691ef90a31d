namespace ContextExchange.Web.Http;

internal sealed record ConnectionAnswer(
    ConnectionId Connection, AgentId Peer, string PeerName, ConnectionStanding Standing, TermsBody Own,
    TermsBody Theirs,
    int OwnVersion, int TheirVersion, ReadOnlyMemory<byte> OwnTermsHash, ReadOnlyMemory<byte> TheirTermsHash,
    PolicyBody Policy, bool Frozen, DateTimeOffset Since, DateTimeOffset? LastMessageAt,
    ReadOnlyMemory<byte>? Acceptance)
{
    public static ConnectionAnswer Of(ConnectionView view) => new(
        view.Id, view.Peer, view.PeerName, view.Standing, TermsBody.Of(view.Own), TermsBody.Of(view.Theirs),
        view.OwnVersion, view.TheirVersion, view.OwnTermsHash, view.TheirTermsHash, PolicyBody.Of(view.Policy),
        view.Frozen,
        view.Since, view.LastMessageAt, view.Acceptance.IsEmpty ? null : view.Acceptance);
}

internal sealed record TermsChange(
    int ExpectedVersion, ContractPreset? Preset = null, TermsLevels? Terms = null, bool? OwnerReads = null);

internal sealed record PeerKeysAnswer(
    AgentId Agent, ReadOnlyMemory<byte> OwnerKey, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte>? Directory,
    IReadOnlyList<ReadOnlyMemory<byte>> DeviceCertificates, IReadOnlyList<ReadOnlyMemory<byte>> Prekeys)
{
    public static PeerKeysAnswer Of(AgentKeys keys, ReadOnlyMemory<byte> ownerKey) => new(
        keys.Agent, ownerKey, keys.Certificate, keys.Directory.IsEmpty ? null : keys.Directory, keys.DeviceCertificates,
        keys.Prekeys);
}

internal sealed record EpochBody(ReadOnlyMemory<byte> Record);

internal sealed record EpochAnswer(ConnectionId Connection, ReadOnlyMemory<byte> Record);

internal sealed record ReceiptAnswer(SendStatus Status, DateTimeOffset At, bool Acknowledged);
