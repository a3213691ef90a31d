namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Seals the messages of one device on one connection. Owns the sending chain, in memory only. Each call is exactly
/// one transaction. Not thread safe; a second sender on the same store is safe, it opens its own epochs.
/// </summary>
/// <remarks>
/// If the store throws, the outcome of its transaction is unknown: the epoch is dropped and never reused, and the
/// message may stand in the outbox. Repeat it with the same logical id.
/// A caller whose store joins several transactions must call <see cref="DropEpoch"/> when it undoes a seal that
/// had succeeded: the chain in memory would go on from a state that the disk does not have.
/// </remarks>
public sealed class ConnectionSender : IDisposable
{
    private readonly IDeviceStore _store;
    private readonly DeviceKeys _device;
    private readonly TimeProvider _time;
    private readonly FillRandom _random;
    private SendingEpoch? _epoch;

    /// <summary>Starts without an epoch: the first message opens one.</summary>
    public ConnectionSender(IDeviceStore store, DeviceKeys device, TimeProvider time)
        : this(store, device, time, Randomness.System)
    {
    }

    internal ConnectionSender(IDeviceStore store, DeviceKeys device, TimeProvider time, FillRandom random)
    {
        _store = store;
        _device = device;
        _time = time;
        _random = random;
    }

    /// <summary>Seals a message and puts it, behind the record of its epoch if that is new, into the outbox.</summary>
    /// <param name="connection">The connection; always the same one for a sender.</param>
    /// <param name="message">The message.</param>
    /// <param name="own">The own agent's directory.</param>
    /// <param name="peer">The other agent's directory with its prekeys.</param>
    /// <param name="sealedMessage">What was sealed; empty on refusal.</param>
    /// <param name="error">
    /// Of the content: <see cref="Cxe1Error.InvalidText"/>, <see cref="Cxe1Error.ContentTooLong"/>. Of the keys:
    /// <see cref="Cxe1Error.WrongIdentity"/>, <see cref="Cxe1Error.DirectoryStale"/>,
    /// <see cref="Cxe1Error.HistoryForked"/>, <see cref="Cxe1Error.OwnCertificateInvalid"/>,
    /// <see cref="Cxe1Error.NoReaders"/>, <see cref="Cxe1Error.RecipientKeysExpired"/>,
    /// <see cref="Cxe1Error.RecipientKeyInvalid"/>.
    /// </param>
    /// <returns>Whether the message was sealed and stored. After a refusal nothing has changed.</returns>
    /// <exception cref="ArgumentException">A value of the message is outside its range.</exception>
    public bool TrySeal(
        ConnectionContext connection,
        OutgoingMessage message,
        AgentDirectory own,
        AgentDirectory peer,
        out SealedMessage sealedMessage,
        out Cxe1Error error)
    {
        message.ThrowIfInvalid();
        sealedMessage = default;
        if (!ContentCodec.TryWrite(message.Content, out var body, out error)) return false;
        var epoch = _epoch;
        try
        {
            using var transaction = _store.Begin();
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            var turn = new SendingTurn(transaction, connection, own, peer, now);
            error = CheckKeys(turn, out var certificate);
            if (error != Cxe1Error.None || certificate is null) return false;
            var state = SendingState.Load(transaction, turn.Id);
            OutboxItem? opened = null;
            if (epoch is null || !Serves(epoch, turn, certificate))
                error = OpenEpoch(turn, certificate, ref state, out epoch, out opened);
            if (error != Cxe1Error.None || epoch is null) return false;
            sealedMessage = SealInto(epoch, turn, message, body, ref state) with { Epoch = opened };
            state.Save(transaction, turn.Id);
            transaction.Commit();
        }
        catch
        {
            epoch?.Dispose();
            DropEpoch();
            throw;
        }
        if (epoch != _epoch) DropEpoch();
        _epoch = epoch;
        epoch.Advance();
        return true;
    }

    /// <summary>
    /// Seals the text of an earlier message again, under a new envelope id and sequence and with the same logical id,
    /// because it could not be opened or its epoch was a fork.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="envelopeHash">The earlier envelope; its text is forgotten under this name.</param>
    /// <param name="own">The own agent's directory.</param>
    /// <param name="peer">The other agent's directory with its prekeys.</param>
    /// <param name="sealedMessage">What was sealed; empty on refusal.</param>
    /// <param name="error">
    /// As for <see cref="TrySeal"/>; <see cref="Cxe1Error.KeyGone"/> if the text is not here.
    /// </param>
    public bool TryReseal(
        ConnectionContext connection,
        Bytes32 envelopeHash,
        AgentDirectory own,
        AgentDirectory peer,
        out SealedMessage sealedMessage,
        out Cxe1Error error)
    {
        sealedMessage = default;
        error = Cxe1Error.KeyGone;
        if (SentMessages.Find(_store, envelopeHash) is not { } message) return false;
        DropEpoch();
        if (!TrySeal(connection, message, own, peer, out sealedMessage, out error)) return false;
        SentMessages.Forget(_store, envelopeHash);
        return true;
    }

    /// <summary>
    /// Drops the epoch: the next message opens a new one. Needed after the server answered with a fork.
    /// </summary>
    public void DropEpoch()
    {
        _epoch?.Dispose();
        _epoch = null;
    }

    /// <inheritdoc/>
    public void Dispose() => DropEpoch();

    private Cxe1Error CheckKeys(SendingTurn turn, out DeviceCertificate? certificate)
    {
        certificate = _device.Certificate;
        var (transaction, connection, own, peer, now) = turn;
        if (own.Identity != connection.Own || peer.Identity != connection.Peer || _device.Agent != connection.Own.Agent)
            return Cxe1Error.WrongIdentity;
        var error = DirectoryPins.Check(transaction, own);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, peer);
        if (error != Cxe1Error.None) return error;
        var isListed = own.Devices.Find(_device.Device) is { } listed && listed.Dsk == _device.DskPublic;
        return isListed && certificate is not null && certificate.IsValidAt(now)
            ? Cxe1Error.None
            : Cxe1Error.OwnCertificateInvalid;
    }

    /// <summary>A reader's reply prekey replaces an epoch that is old enough, so that its chain heals.</summary>
    private static bool Serves(SendingEpoch epoch, SendingTurn turn, DeviceCertificate certificate)
    {
        if (!epoch.Serves(EpochBasis.Of(turn, certificate), turn.Now)) return false;
        if (turn.Now - epoch.Created < Cxe1Limits.ReplyEpochInterval) return true;
        foreach (var prekey in PeerReplyPrekeys.Usable(turn.Transaction, turn.Id, turn.Now))
            if (turn.DirectoryOf(prekey.Agent)?.Devices.Find(prekey.Device) is not null)
                return false;
        return true;
    }

    private Cxe1Error OpenEpoch(
        SendingTurn turn,
        DeviceCertificate certificate,
        ref SendingState state,
        out SendingEpoch? epoch,
        out OutboxItem? opened)
    {
        opened = null;
        state = state with { EpochNumber = state.EpochNumber + 1, OutboxPosition = state.OutboxPosition + 1 };
        var opener = new EpochOpener(turn, _device, certificate, _random);
        var error = opener.TryOpen(state.EpochNumber, out epoch, out var record);
        if (error != Cxe1Error.None) return error;
        Outbox.PutEpoch(turn.Transaction, turn.Id, state.OutboxPosition, record);
        opened = new(turn.Id, state.OutboxPosition, IsEpoch: true, record);
        return Cxe1Error.None;
    }

    private SealedMessage SealInto(
        SendingEpoch epoch, SendingTurn turn, OutgoingMessage message, byte[] body, ref SendingState state)
    {
        Span<byte> random = stackalloc byte[Bytes32.Size];
        _random(random);
        var header = Header(epoch, turn, message, body.Length, state);
        var envelope = MessageSealer.Seal(epoch.ChainKey, random, header, body, _device.Dsk);
        var headerBytes = envelope.AsSpan(0, EnvelopeHeader.Size);
        var hash = Bytes32.Sha256(headerBytes);
        state = state with
        {
            Sequence = header.Sequence,
            LastEnvelope = hash,
            OutboxPosition = state.OutboxPosition + 1,
        };
        Outbox.PutEnvelope(turn.Transaction, turn.Id, state.OutboxPosition, envelope);
        SentMessages.Keep(turn.Transaction, hash, headerBytes, body, turn.Now);
        var item = new OutboxItem(turn.Id, state.OutboxPosition, IsEpoch: false, envelope);
        return new(header.EnvelopeId, hash, header.Sequence, item, Epoch: null);
    }

    private EnvelopeHeader Header(
        SendingEpoch epoch, SendingTurn turn, OutgoingMessage message, int bodyLength, SendingState state)
    {
        var envelopeId = _random.NextId();
        return new()
        {
            EnvelopeId = envelopeId,
            Connection = turn.Id,
            SenderAgent = _device.Agent,
            SenderDevice = _device.Device,
            RecipientAgent = turn.Connection.Peer.Agent,
            EpochHash = epoch.EpochHash,
            Index = epoch.Next,
            Sequence = state.Sequence + 1,
            Category = message.Category,
            TermsVersion = message.TermsVersion,
            Requested = message.Requested,
            Created = turn.Now,
            TimeToLive = message.TimeToLive,
            RootId = message.RootId ?? envelopeId,
            ParentId = message.ParentId ?? default,
            Hop = message.Hop,
            MaxHops = message.MaxHops,
            Budget = message.Budget,
            Origin = message.Origin,
            Taint = message.Taint,
            PreviousHash = state.LastEnvelope,
            Bucket = Bucket.ForBody(bodyLength),
        };
    }
}
