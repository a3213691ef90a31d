using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Seals the messages of one device on one connection. Owns the sending chain, in memory only. Each call is exactly
/// one transaction. Not thread safe; a second sender on the same store is safe, it opens its own epochs.
/// </summary>
/// <remarks>If the store throws, the outcome of its transaction is unknown, so the epoch is dropped and never reused.</remarks>
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
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var epoch = _epoch;
        try
        {
            using var transaction = _store.Begin();
            error = CheckKeys(transaction, connection, own, peer, now, out var certificate);
            if (error != Cxe1Error.None || certificate is null) return false;
            var state = SendingState.Load(transaction, connection.Connection);
            var serves = epoch is not null && Serves(transaction, epoch, connection, own, peer, certificate, now);
            OutboxItem? opened = null;
            if (!serves)
            {
                error = OpenEpoch(transaction, connection, own, peer, certificate, now, ref state, out epoch, out opened);
                if (error != Cxe1Error.None) return false;
            }
            sealedMessage = SealInto(transaction, connection, message, body, epoch!, now, ref state) with { Epoch = opened };
            state.Save(transaction, connection.Connection);
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
        _epoch!.Advance();
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
    /// <param name="error">As for <see cref="TrySeal"/>; <see cref="Cxe1Error.KeyGone"/> if the text is not here.</param>
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

    /// <summary>Drops the epoch: the next message opens a new one. Needed after the server answered with a fork.</summary>
    public void DropEpoch()
    {
        _epoch?.Dispose();
        _epoch = null;
    }

    /// <inheritdoc/>
    public void Dispose() => DropEpoch();

    private Cxe1Error CheckKeys(
        IDeviceTransaction transaction,
        ConnectionContext connection,
        AgentDirectory own,
        AgentDirectory peer,
        long now,
        out DeviceCertificate? certificate)
    {
        certificate = _device.Certificate;
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
    private static bool Serves(
        IDeviceTransaction transaction,
        SendingEpoch epoch,
        ConnectionContext connection,
        AgentDirectory own,
        AgentDirectory peer,
        DeviceCertificate certificate,
        long now)
    {
        if (!epoch.Serves(EpochBasis.Of(connection, own, peer, certificate), now)) return false;
        if (now - epoch.Created < Cxe1Limits.ReplyEpochInterval) return true;
        foreach (var prekey in PeerReplyPrekeys.Usable(transaction, connection.Connection, now))
        {
            var directory = prekey.Agent == connection.Own.Agent ? own : peer;
            if (prekey.Agent == directory.Identity.Agent && directory.Devices.Find(prekey.Device) is not null)
                return false;
        }
        return true;
    }

    private Cxe1Error OpenEpoch(
        IDeviceTransaction transaction,
        ConnectionContext connection,
        AgentDirectory own,
        AgentDirectory peer,
        DeviceCertificate certificate,
        long now,
        ref SendingState state,
        out SendingEpoch? epoch,
        out OutboxItem? opened)
    {
        opened = null;
        state = state with { EpochNumber = state.EpochNumber + 1, OutboxPosition = state.OutboxPosition + 1 };
        var opener = new EpochOpener(transaction, _device, connection, _random, now);
        var error = opener.TryOpen(own, peer, state.EpochNumber, certificate, out epoch, out var record);
        if (error != Cxe1Error.None) return error;
        Outbox.PutEpoch(transaction, connection.Connection, state.OutboxPosition, record);
        opened = new(connection.Connection, state.OutboxPosition, IsEpoch: true, record);
        return Cxe1Error.None;
    }

    private SealedMessage SealInto(
        IDeviceTransaction transaction,
        ConnectionContext connection,
        OutgoingMessage message,
        byte[] body,
        SendingEpoch epoch,
        long now,
        ref SendingState state)
    {
        Span<byte> random = stackalloc byte[Bytes32.Size];
        _random(random);
        var header = Header(connection, message, body.Length, epoch, now, state);
        var envelope = MessageSealer.Seal(epoch.ChainKey, random, header, body, _device.Dsk);
        var hash = Bytes32.Sha256(envelope.AsSpan(0, EnvelopeHeader.Size));
        state = state with
        {
            Sequence = header.Sequence,
            LastEnvelope = hash,
            OutboxPosition = state.OutboxPosition + 1,
        };
        Outbox.PutEnvelope(transaction, connection.Connection, state.OutboxPosition, envelope);
        SentMessages.Keep(transaction, hash, envelope.AsSpan(0, EnvelopeHeader.Size), body, now);
        var item = new OutboxItem(connection.Connection, state.OutboxPosition, IsEpoch: false, envelope);
        return new(header.EnvelopeId, hash, header.Sequence, item, Epoch: null);
    }

    private EnvelopeHeader Header(
        ConnectionContext connection,
        OutgoingMessage message,
        int bodyLength,
        SendingEpoch epoch,
        long now,
        SendingState state)
    {
        var envelopeId = _random.NextId();
        return new()
        {
            EnvelopeId = envelopeId,
            Connection = connection.Connection,
            SenderAgent = _device.Agent,
            SenderDevice = _device.Device,
            RecipientAgent = connection.Peer.Agent,
            EpochHash = epoch.EpochHash,
            Index = epoch.Next,
            Sequence = state.Sequence + 1,
            Category = message.Category,
            TermsVersion = message.TermsVersion,
            Requested = message.Requested,
            Created = now,
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
