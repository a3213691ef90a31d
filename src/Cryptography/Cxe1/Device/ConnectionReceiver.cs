using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Receives the epochs and messages of one connection. Everything is judged and opened on a copy of the state; one
/// transaction then stores all of it or, on any refusal or crash, nothing. Thread safe as its store is.
/// </summary>
public sealed class ConnectionReceiver(IDeviceStore store, DeviceKeys device, TimeProvider time)
{
    /// <summary>Judges an epoch record, in either form, and stores its chain. A repeat changes nothing.</summary>
    /// <returns>None, or the first reason of docs/protocol/cxe1.md, section 7.4.</returns>
    public Cxe1Error AcceptEpoch(
        ConnectionContext connection, ReadOnlyMemory<byte> record, AgentDirectory own, AgentDirectory peer)
    {
        if (!EpochView.TryParse(record, out var epoch, out var error)) return error;
        using var transaction = store.Begin();
        error = new EpochAcceptance(transaction, device, connection, Now()).Accept(epoch, own, peer);
        if (error == Cxe1Error.None) transaction.Commit();
        return error;
    }

    /// <summary>
    /// Judges and opens a delivered message, with the approvals that both sides' terms demand, and puts it into the
    /// inbox. A repeat is answered from there.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="delivered">The envelope and its approvals, as the server delivers them.</param>
    public ReceiveOutcome Receive(ConnectionContext connection, ReadOnlyMemory<byte> delivered)
    {
        if (!DeliveredMessage.TryParse(delivered, out var message, out _))
            return ReceiveOutcome.Refused(Cxe1Error.MalformedEnvelope);
        var (view, envelopeHash) = (message.Envelope, message.EnvelopeHash);
        using var transaction = store.Begin();
        if (Inbox.Knows(transaction, envelopeHash, out var known)) return new(Cxe1Error.None, known, true, true);
        using var chain = ReceivingChain.Load(transaction, view.EpochHash);
        if (chain is null || EpochTerms.Load(transaction, view.EpochHash) is not { } terms)
            return ReceiveOutcome.Refused(Cxe1Error.UnknownEpoch);
        var hasPredecessor = false;
        var error = chain.Signer.Check(connection, view, envelopeHash);
        if (error == Cxe1Error.None) error = CheckConsent(connection, message, terms);
        if (error == Cxe1Error.None)
            error = SenderHistory.Check(transaction, view, envelopeHash, out hasPredecessor);
        if (error != Cxe1Error.None) return ReceiveOutcome.Refused(error);
        error = Open(transaction, view, envelopeHash, chain, out var content);
        if (error != Cxe1Error.None || content is null) return ReceiveOutcome.Refused(error);
        transaction.Commit();
        var received = new ReceivedMessage(envelopeHash, EnvelopeHeader.Read(view.Header), content);
        return new(Cxe1Error.None, received, false, hasPredecessor);
    }

    /// <summary>
    /// What to tell the sender about an epoch or a message of the peer that was refused; null if sealing again would
    /// not mend it.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="epochHash">The epoch.</param>
    /// <param name="envelopeHash">The message; null if the epoch itself was refused.</param>
    /// <param name="error">Why it was refused.</param>
    public Nack? NackFor(ConnectionContext connection, Bytes32 epochHash, Bytes32? envelopeHash, Cxe1Error error) =>
        NackReasons.Of(error) is { } reason
            ? Nack.Issue(
                device.Dsk,
                device.Agent,
                device.Device,
                connection.Connection,
                epochHash,
                envelopeHash ?? default,
                reason,
                Now())
            : null;

    /// <summary>
    /// Notes that the server withholds a message, so that the sender's chain of hashes stays checkable.
    /// </summary>
    /// <returns>
    /// None, or <see cref="Cxe1Error.SequenceReused"/> if another envelope is known for the sequence.
    /// </returns>
    public Cxe1Error NoteWithheld(
        ConnectionContext connection, Guid senderAgent, Guid senderDevice, long sequence, Bytes32 envelopeHash)
    {
        using var transaction = store.Begin();
        var error = SenderHistory.AddWithheld(
            transaction, connection.Connection, senderAgent, senderDevice, sequence, envelopeHash, Now());
        if (error == Cxe1Error.None) transaction.Commit();
        return error;
    }

    private Cxe1Error CheckConsent(ConnectionContext connection, DeliveredMessage message, EpochTerms terms)
    {
        var (sender, recipient) = message.Envelope.SenderAgent == connection.Own.Agent
            ? (connection.Own, connection.Peer)
            : (connection.Peer, connection.Own);
        return ConsentRule.Check(message, terms.Sender, terms.Recipient, sender.Oik, recipient.Oik, Now());
    }

    private Cxe1Error Open(
        IDeviceTransaction transaction,
        EnvelopeView envelope,
        Bytes32 envelopeHash,
        ReceivingChain chain,
        out MessageContent? content)
    {
        content = null;
        var now = Now();
        Span<byte> messageKey = stackalloc byte[MessageKeys.KeySize];
        try
        {
            if (!TakeKey(transaction, envelope, chain, now, messageKey)) return Cxe1Error.KeyGone;
            if (!MessageOpener.TryOpen(envelope, messageKey, out var body, out var error)) return error;
            if (!ContentCodec.TryRead(body, out content, out error)) return error;
            Inbox.Put(transaction, envelope, envelopeHash, body, now);
            chain.Save(transaction, envelope.EpochHash);
            SenderHistory.Add(transaction, envelope, envelopeHash, now);
            if (chain.SenderAgent != device.Agent) KeepLastReceived(transaction, envelope, envelopeHash);
            CryptographicOperations.ZeroMemory(body);
            return Cxe1Error.None;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(messageKey);
        }
    }

    private static bool TakeKey(
        IDeviceTransaction transaction, EnvelopeView envelope, ReceivingChain chain, long now, Span<byte> messageKey)
    {
        if (envelope.Index < chain.Next)
        {
            if (!SkippedKeys.TryFind(transaction, envelope.EpochHash, envelope.Index, messageKey)) return false;
            SkippedKeys.Remove(transaction, envelope.EpochHash, envelope.Index);
            return true;
        }
        SkippedKeys.Skip(transaction, chain, envelope.EpochHash, envelope.Index, now);
        chain.TakeMessageKey(messageKey);
        return true;
    }

    private static void KeepLastReceived(IDeviceTransaction transaction, EnvelopeView envelope, Bytes32 envelopeHash) =>
        transaction.Put(DeviceTable.LastReceived, StateKey.Of(envelope.Connection), envelopeHash.ToArray());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
