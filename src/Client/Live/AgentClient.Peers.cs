using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Inviting, contracts, and who the peers are.</summary>
public sealed partial class AgentClient
{
    /// <summary>Makes an invite link for another agent, with terms that the owner signs. It works once.</summary>
    public async Task<InviteLink> InviteAsync(InviteRequest request, CancellationToken ct = default) =>
        (await _invitations.CreateAsync(request, ct)).Link;

    /// <summary>
    /// What a link offers, and whether the inviter's owner reads along; all of it is checked against the link.
    /// </summary>
    /// <exception cref="ExchangeException"><c>peer-identity-invalid</c>, <c>offer-invalid</c>.</exception>
    public Task<InvitePreview> PreviewAsync(InviteLink link, CancellationToken ct = default) =>
        _invitations.PreviewAsync(link, ct);

    /// <summary>
    /// Accepts a link: afterwards the two agents are connected and know each other's keys for certain.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="preset">Ready-made terms of this side; null with <paramref name="terms"/>, or for the balanced
    /// ones.</param>
    /// <param name="terms">This side's terms; null with <paramref name="preset"/>.</param>
    /// <param name="ownerReads">Whether this side's owner reads along; null: as the terms say, which is yes.</param>
    /// <param name="ct">Cancels the wait.</param>
    public Task<ConnectionInfo> AcceptAsync(
        InviteLink link, ContractPreset? preset = null, TermsInfo? terms = null, bool? ownerReads = null,
        CancellationToken ct = default) =>
        _invitations.AcceptAsync(link, TermsInfo.Of(preset, terms, ownerReads), ct);

    /// <summary>Signs this side's next terms and puts them into force; the next message opens a new epoch.</summary>
    /// <param name="peer">The other side.</param>
    /// <param name="change">From the terms that are in force to the new ones.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <exception cref="ExchangeException">
    /// <c>stale-version</c>: somebody changed them meanwhile, try again.
    /// </exception>
    public async Task<ConnectionInfo> ChangeContractAsync(
        AgentId peer, Func<TermsInfo, TermsInfo> change, CancellationToken ct = default)
    {
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        var known = await _core.Book.RefreshAsync(peer, ct);
        var terms = change(known.Info.Own);
        var signed = TermsSigning.Next(
            Profile.OwnerKeys.Identity, Profile.Identity, known.Context.Peer, terms, known.Context.OwnTerms[^1],
            _core.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var info = await owner.ChangeTermsAsync(
            Profile.Agent, peer, new TermsChange(terms, signed.Bytes.ToArray()), ct);
        _core.Book.Changed(known, terms, signed);
        return info;
    }

    /// <summary>The number that both owners compare, and whether exactly this identity is pinned.</summary>
    public async Task<SafetyCheck> GetSafetyNumberAsync(AgentId peer, CancellationToken ct = default)
    {
        var (claimed, pinned) = await _core.Book.ClaimAsync(peer, ct);
        return CheckOf(claimed, pinned);
    }

    /// <summary>
    /// Pins the peer as the server shows it now, resumes a connection that was suspended, and takes up what the peer
    /// has sent meanwhile. Only after the owners have compared safety numbers.
    /// </summary>
    /// <returns>The number that was trusted.</returns>
    public async Task<SafetyCheck> TrustAsync(AgentId peer, CancellationToken ct = default)
    {
        var (claimed, _) = await _core.Book.ClaimAsync(peer, ct);
        PeerPins.Trust(_core.Store, claimed);
        _core.Book.Forget(peer);
        _core.Guard.Forget(peer);
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        var info = await owner.GetConnectionAsync(Profile.Agent, peer, ct);
        if (info.Suspended is not null) await owner.UnfreezeConnectionAsync(Profile.Agent, peer, ct);
        _parked.Wake();
        return CheckOf(claimed, isTrusted: true);
    }

    private SafetyCheck CheckOf(AgentIdentity claimed, bool isTrusted) => new(
        SafetyNumber.Of(Profile.Identity, claimed), isTrusted,
        claimed.Past is [.., var last] ? DateTimeOffset.FromUnixTimeMilliseconds(last.Until) : null);

    /// <summary>
    /// Old mail that the owner has opened for this device (<see cref="OwnerDesk.RewrapAsync"/>): history, to be shown
    /// and never executed again.
    /// </summary>
    public async Task<IReadOnlyList<ConversationEntry>> GetHistoryAsync(AgentId peer, CancellationToken ct = default)
    {
        var api = await _core.Sessions.AsDeviceAsync(ct);
        var known = await _core.Book.RefreshAsync(peer, ct);
        using var reader = new ConversationReader(_core, api, known, answer => OpenHistory(known, answer));
        return await reader.ReadAllAsync(ct);
    }

    /// <summary>Makes the next use ask the server for the peer's keys and terms again.</summary>
    internal void Forget(AgentId peer) => _core.Book.Forget(peer);

    private EpochReading OpenHistory(Peer peer, EpochAnswer answer)
    {
        if (answer.Rewrap is null || !Rewrap.TryParse(answer.Rewrap, out var rewrap, out _))
            return new EpochReading(Cxe1Error.NotAReader, null, answer.Record);
        var error = HistoryReader.Open(
            _core.Store, Profile.Device, peer.Context, answer.Record, rewrap, peer.Own, peer.Directory,
            _core.Time.GetUtcNow().ToUnixTimeMilliseconds(), out var opened);
        return new EpochReading(error, opened, answer.Record);
    }
}
