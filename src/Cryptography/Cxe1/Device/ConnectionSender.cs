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
    private readonly MakeEphemeral _makeEphemeral;
    private SendingEpoch? _epoch;

    /// <summary>Starts without an epoch: the first message opens one.</summary>
    public ConnectionSender(IDeviceStore store, DeviceKeys device, TimeProvider time)
        : this(store, device, time, Randomness.System, Ephemerals.Fresh)
    {
    }

    internal ConnectionSender(
        IDeviceStore store, DeviceKeys device, TimeProvider time, FillRandom random, MakeEphemeral makeEphemeral)
    {
        _store = store;
        _device = device;
        _time = time;
        _random = random;
        _makeEphemeral = makeEphemeral;
    }

    /// <summary>
    /// Seals a message under both sides' newest terms and puts it, behind the record of its epoch if that is new, into
    /// the outbox. What it requests follows from this side's terms.
    /// </summary>
    /// <param name="connection">The connection; always the same one for a sender.</param>
    /// <param name="message">The message.</param>
    /// <param name="own">The own agent's directory, with its owner's viewers.</param>
    /// <param name="peer">The other agent's directory with its prekeys and its owner's viewers.</param>
    /// <param name="sealedMessage">What was sealed; empty on refusal.</param>
    /// <param name="error">
    /// Of the content: <see cref="Cxe1Error.InvalidText"/>, <see cref="Cxe1Error.ContentTooLong"/>. Of the keys:
    /// <see cref="Cxe1Error.WrongIdentity"/>, <see cref="Cxe1Error.DirectoryStale"/>,
    /// <see cref="Cxe1Error.HistoryForked"/>, <see cref="Cxe1Error.OwnCertificateInvalid"/>. Of the terms:
    /// those of <see cref="TermsChain.Check"/>, <see cref="Cxe1Error.TermsUnknown"/>,
    /// <see cref="Cxe1Error.NotAllowed"/>, <see cref="Cxe1Error.NoViewer"/>. Of the readers:
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
        out Cxe1Error error) =>
        TrySeal(connection, message, own, peer, replaces: null, isAnswerToNack: false, out sealedMessage, out error);

    /// <summary>
    /// Seals the text of an earlier message again, under a new envelope id and sequence and with the same logical id,
    /// because its epoch or number was refused by the server. For a nack use <see cref="Reseal"/>.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="envelopeHash">The earlier envelope; its text is forgotten under this name.</param>
    /// <param name="own">The own agent's directory.</param>
    /// <param name="peer">The other agent's directory with its prekeys.</param>
    /// <param name="sealedMessage">What was sealed; empty on refusal.</param>
    /// <param name="error">
    /// As for <see cref="TrySeal(ConnectionContext, OutgoingMessage, AgentDirectory, AgentDirectory, out SealedMessage,
    /// out Cxe1Error)"/>; <see cref="Cxe1Error.KeyGone"/> if the text is not here.
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
        return TrySeal(
            connection, message, own, peer, envelopeHash, isAnswerToNack: false, out sealedMessage, out error);
    }

    /// <summary>
    /// Answers a peer device that could not read: seals each text that it means again, once, in a new epoch. A text
    /// that was sealed again before is given back. A repeat of a nack that was answered finds no text and does
    /// nothing.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="nack">The nack.</param>
    /// <param name="own">The own agent's directory.</param>
    /// <param name="peer">The other agent's directory with its prekeys.</param>
    /// <returns>
    /// What became of the texts. On a refusal those that were not sealed yet are still here: repeat the call.
    /// </returns>
    public ResealOutcome Reseal(ConnectionContext connection, Nack nack, AgentDirectory own, AgentDirectory peer)
    {
        var answer = new NackAnswer(_store, connection, peer);
        var error = answer.Check(nack, out var hashes);
        var resealed = new List<SealedMessage>();
        var undelivered = new List<UndeliveredMessage>();
        var left = new List<UndeliveredMessage>();
        if (error != Cxe1Error.None || hashes.Count == 0) return new(error, resealed, undelivered, left);
        DropEpoch();
        foreach (var hash in hashes)
        {
            if (SentMessages.Find(_store, hash) is not { } message) continue;
            if (answer.IsResealed(hash))
            {
                undelivered.Add(new(hash, message));
                continue;
            }
            // One that cannot be sealed is the reason for those behind it, too: their order stays.
            if (left.Count == 0
                && TrySeal(connection, message, own, peer, hash, isAnswerToNack: true, out var again, out error))
                resealed.Add(again);
            else
                left.Add(new(hash, message));
        }
        return new(error, resealed, undelivered, left);
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

    private bool TrySeal(
        ConnectionContext connection,
        OutgoingMessage message,
        AgentDirectory own,
        AgentDirectory peer,
        Bytes32? replaces,
        bool isAnswerToNack,
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
            var start = new SendingTurnStart(transaction, _device, now);
            error = start.TryBegin(connection, own, peer, message, out var turn);
            if (error != Cxe1Error.None || turn is null) return false;
            var state = SendingState.Load(transaction, turn.Id);
            OutboxItem? opened = null;
            if (epoch is null || !Serves(epoch, turn))
                error = OpenEpoch(turn, ref state, out epoch, out opened);
            if (error != Cxe1Error.None || epoch is null) return false;
            sealedMessage = SealInto(epoch, turn, message, body, ref state) with { Epoch = opened };
            if (replaces is { } earlier) SentMessages.Forget(transaction, earlier);
            if (isAnswerToNack) SentMessages.MarkResealed(transaction, sealedMessage.EnvelopeHash, now);
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

    /// <summary>A reader's reply prekey replaces an epoch that is old enough, so that its chain heals.</summary>
    private static bool Serves(SendingEpoch epoch, SendingTurn turn)
    {
        if (!epoch.Serves(EpochBasis.Of(turn), turn.Now)) return false;
        if (turn.Now - epoch.Created < Cxe1Limits.ReplyEpochInterval) return true;
        foreach (var prekey in PeerReplyPrekeys.Usable(turn.Transaction, turn.Id, turn.Now))
            if (turn.DirectoryOf(prekey.Agent)?.Devices.Find(prekey.Device) is not null)
                return false;
        return true;
    }

    private Cxe1Error OpenEpoch(
        SendingTurn turn,
        ref SendingState state,
        out SendingEpoch? epoch,
        out OutboxItem? opened)
    {
        opened = null;
        state = state with { EpochNumber = state.EpochNumber + 1, OutboxPosition = state.OutboxPosition + 1 };
        var opener = new EpochOpener(turn, _device, _random, _makeEphemeral);
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
            TermsVersion = turn.OwnTerms.Version,
            Requested = turn.Requested,
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
