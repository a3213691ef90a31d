using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Reads one connection with the owner's viewer keys, by the same checks as a device. It stores nothing: an owner's
/// state is its vault. The numbers of the epochs that it saw are compared as long as it lives. Not thread safe; the
/// keys stay the caller's.
/// </summary>
public sealed class OwnerViewer
{
    private readonly ConnectionContext _connection;
    private readonly TimeProvider _time;
    private readonly Dictionary<Bytes32, Key> _keys;
    private readonly Dictionary<(Guid Agent, Guid Device, uint Number), Bytes32> _numbers = [];
    private ImmutableArray<ConnectionTerms> _ownTerms = [];
    private ImmutableArray<ConnectionTerms> _peerTerms = [];

    /// <summary>Takes what the owner knows.</summary>
    /// <param name="connection">
    /// The connection; its own side is the owner's agent. All terms that its epochs name, at most 1,024 a side.
    /// </param>
    /// <param name="viewerKeys">The private halves of the owner's viewer keys (OVK), also of earlier ones.</param>
    /// <param name="time">The clock.</param>
    public OwnerViewer(ConnectionContext connection, IEnumerable<Key> viewerKeys, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _keys = viewerKeys.ToDictionary(key => key.RawPublicKey().KeyId(Suite.X25519ChaCha20Poly1305));
    }

    /// <summary>
    /// Whether a refusal proves that the sender wrapped something else for the owner than for its peer. The owner's
    /// software suspends the connection and alarms both owners.
    /// </summary>
    public static bool IsAttack(Cxe1Error error) => error is Cxe1Error.WrapInvalid or Cxe1Error.CommitmentMismatch;

    /// <summary>Judges an epoch of any age, in either form, and opens it.</summary>
    /// <param name="record">The record.</param>
    /// <param name="own">The own agent's directory, with the lists and viewers that were in force then.</param>
    /// <param name="peer">The other agent's directory, in the same way.</param>
    /// <param name="opened">The epoch, which the caller disposes; null on refusal.</param>
    /// <returns>
    /// None, or the first reason of docs/protocol/cxe1.md, section 7.4. <see cref="Cxe1Error.NotAReader"/> if the
    /// roster names no viewer of this owner; <see cref="Cxe1Error.PrekeyGone"/> if its key was destroyed;
    /// <see cref="IsAttack"/> tells the alarms.
    /// </returns>
    public Cxe1Error Open(
        ReadOnlyMemory<byte> record, AgentDirectory own, AgentDirectory peer, out OpenedEpoch? opened)
    {
        opened = null;
        if (!EpochView.TryParse(record, out var epoch, out var error)) return error;
        var judgement = new EpochJudgement(epoch, _connection, own, peer);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        error = judgement.CheckIdentity(now);
        if (error == Cxe1Error.None) error = judgement.CheckSigner();
        if (error == Cxe1Error.None) error = Learn(now);
        if (error == Cxe1Error.None) error = judgement.CheckTerms(_ownTerms, _peerTerms);
        if (error == Cxe1Error.None) error = judgement.CheckRoster();
        if (error == Cxe1Error.None) error = CheckNumber(epoch);
        return error == Cxe1Error.None ? Open(epoch, judgement, out opened) : error;
    }

    private Cxe1Error Learn(long now)
    {
        if (!TermsChain.TryExtend(
            _ownTerms, _connection.OwnTerms, _connection.Expected(own: true), now, out _ownTerms, out var error))
            return error;
        TermsChain.TryExtend(
            _peerTerms, _connection.PeerTerms, _connection.Expected(own: false), now, out _peerTerms, out error);
        return error;
    }

    private Cxe1Error CheckNumber(EpochView epoch)
    {
        var number = (epoch.SenderAgent, epoch.SenderDevice, epoch.Number);
        return _numbers.TryAdd(number, epoch.EpochHash) || _numbers[number] == epoch.EpochHash
            ? Cxe1Error.None
            : Cxe1Error.EpochFork;
    }

    private Cxe1Error Open(EpochView epoch, EpochJudgement judgement, out OpenedEpoch? opened)
    {
        opened = null;
        var index = 0;
        while (index < epoch.EntryCount && !IsOwnViewer(epoch.Entry(index))) index++;
        if (index == epoch.EntryCount || epoch.Wrap(index).IsEmpty) return Cxe1Error.NotAReader;
        if (!_keys.TryGetValue(epoch.Entry(index).KeyId, out var key)) return Cxe1Error.PrekeyGone;
        Span<byte> epochSecret = stackalloc byte[EpochSecrets.Size];
        var error = judgement.Open(key, epoch.EntryBytes(index), epoch.Wrap(index), epochSecret);
        if (error == Cxe1Error.None)
            opened = new(epoch, _connection, judgement, epochSecret, demandsApprovals: false);
        CryptographicOperations.ZeroMemory(epochSecret);
        return error;
    }

    private bool IsOwnViewer(RosterEntry entry) =>
        entry.Kind == ReaderKind.OwnerViewer && entry.Agent == _connection.Own.Agent;
}
