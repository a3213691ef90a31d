using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Judges an epoch record and, if it is good, stores its chain within the caller's transaction. The order of the
/// checks is that of docs/protocol/cxe1.md, section 7.4. Not reusable.
/// </summary>
internal sealed class EpochAcceptance(
    IDeviceTransaction transaction, DeviceKeys device, ConnectionContext connection, long now)
{
    private Bytes32 _dsk;

    public Cxe1Error Accept(EpochView epoch, AgentDirectory own, AgentDirectory peer)
    {
        if (transaction.Get(DeviceTable.Chains, epoch.EpochHash.ToArray()) is not null) return Cxe1Error.None;
        var isOwn = epoch.SenderAgent == connection.Own.Agent;
        var (sender, recipient) = isOwn ? (own, peer) : (peer, own);
        var error = CheckIdentity(epoch, own, peer, sender);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, own);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, peer);
        if (error == Cxe1Error.None) error = CheckSigner(epoch, sender);
        if (error == Cxe1Error.None) error = CheckTerms(epoch, isOwn);
        if (error == Cxe1Error.None) error = RosterRule.Check(epoch, sender, recipient);
        if (error == Cxe1Error.None) error = CheckNumber(epoch);
        if (error != Cxe1Error.None) return error;
        var index = epoch.IndexOf(device.Agent, device.Device, ReaderKind.Device);
        return index < 0 ? Cxe1Error.NotAReader : Open(epoch, index);
    }

    private Cxe1Error CheckIdentity(EpochView epoch, AgentDirectory own, AgentDirectory peer, AgentDirectory sender)
    {
        if (own.Identity != connection.Own || peer.Identity != connection.Peer) return Cxe1Error.WrongIdentity;
        if (epoch.Connection != connection.Connection
            || epoch.SenderAgent != sender.Identity.Agent
            || epoch.AikHash != sender.Identity.AikHash)
            return Cxe1Error.WrongIdentity;
        if (epoch.Created > now + Cxe1Limits.ClockTolerance) return Cxe1Error.NotYetValid;
        return epoch.Created <= now - Cxe1Limits.ReceivingStateKept ? Cxe1Error.Expired : Cxe1Error.None;
    }

    private Cxe1Error CheckSigner(EpochView epoch, AgentDirectory sender)
    {
        if (sender.Certificate(epoch.CertificateHash) is not { } certificate) return Cxe1Error.DirectoryStale;
        if (certificate.Device != epoch.SenderDevice) return Cxe1Error.WrongIdentity;
        var listed = sender.List(epoch.SenderListVersion)?.Find(epoch.SenderDevice);
        if (listed is { } named && named.Dsk != certificate.Dsk) return Cxe1Error.WrongIdentity;
        if (!certificate.IsValidAt(epoch.Created) || epoch.Expiry > certificate.NotAfter) return Cxe1Error.Expired;
        _dsk = certificate.Dsk;
        return epoch.VerifySignature(_dsk) ? Cxe1Error.None : Cxe1Error.SignatureInvalid;
    }

    /// <summary>The terms were in force when the epoch was opened, which may be before they changed.</summary>
    private Cxe1Error CheckTerms(EpochView epoch, bool isOwn)
    {
        var (own, peer) = isOwn
            ? (epoch.SenderTerms, epoch.RecipientTerms)
            : (epoch.RecipientTerms, epoch.SenderTerms);
        var error = CheckTerms(epoch, connection.Own.Agent, connection.OwnTerms, own);
        return error == Cxe1Error.None
            ? CheckTerms(epoch, connection.Peer.Agent, connection.PeerTerms, peer)
            : error;
    }

    private Cxe1Error CheckTerms(EpochView epoch, Guid agent, Bytes32 newest, Bytes32 named) =>
        TermsHistory.Check(transaction, connection.Connection, agent, newest, named, epoch.Created, now);

    private Cxe1Error CheckNumber(EpochView epoch)
    {
        if (transaction.Get(DeviceTable.EpochNumbers, NumberKey(epoch)) is not { } known) return Cxe1Error.None;
        // The same epoch without its chain was destroyed at its end; opening it again would permit replays.
        return new Bytes32(known) == epoch.EpochHash ? Cxe1Error.Expired : Cxe1Error.EpochFork;
    }

    private Cxe1Error Open(EpochView epoch, int index)
    {
        var keyId = epoch.Entry(index).KeyId;
        if (PrekeyShelf.Find(transaction, keyId) is not var (key, kind)) return Cxe1Error.PrekeyGone;
        Span<byte> epochSecret = stackalloc byte[EpochSecrets.Size];
        try
        {
            var wrap = epoch.Wrap(index);
            if (wrap.IsEmpty) return Cxe1Error.NotAReader;
            var headerHash = Bytes32.Sha256(epoch.Header);
            if (!EpochWrap.TryOpen(key, headerHash, epoch.EntryBytes(index), wrap, epochSecret))
                return Cxe1Error.WrapInvalid;
            if (EpochSecrets.Commitment(epochSecret, epoch.EpochId) != epoch.Commitment)
                return Cxe1Error.CommitmentMismatch;
            var error = KeepReplyPrekey(epoch);
            if (error != Cxe1Error.None) return error;
            PrekeyShelf.Consume(transaction, keyId, kind);
            Store(epoch, epochSecret);
            return Cxe1Error.None;
        }
        finally
        {
            key.Dispose();
            CryptographicOperations.ZeroMemory(epochSecret);
        }
    }

    private Cxe1Error KeepReplyPrekey(EpochView epoch)
    {
        if (epoch.ReplyPrekeyFor(device.Agent, device.Device) is not { } prekey) return Cxe1Error.None;
        if (!prekey.VerifySignature(_dsk)) return Cxe1Error.SignatureInvalid;
        PeerReplyPrekeys.Keep(transaction, connection.Connection, prekey);
        return Cxe1Error.None;
    }

    private void Store(EpochView epoch, ReadOnlySpan<byte> epochSecret)
    {
        using var chain = new ReceivingChain
        {
            Connection = epoch.Connection,
            SenderAgent = epoch.SenderAgent,
            SenderDevice = epoch.SenderDevice,
            Dsk = _dsk,
            Created = epoch.Created,
            Expiry = epoch.Expiry,
        };
        EpochSecrets.FirstChainKey(epochSecret, epoch.EpochHash, chain.ChainKey);
        chain.Add(transaction, epoch.EpochHash);

        // A day longer than any epoch may be late, so that no number can be taken twice.
        var end = chain.End + Cxe1Limits.Day;
        transaction.PutUntil(DeviceTable.EpochNumbers, NumberKey(epoch), epoch.EpochHash.ToArray(), end);
    }

    private static byte[] NumberKey(EpochView epoch) =>
        StateKey.Of(epoch.Connection, epoch.SenderAgent, epoch.SenderDevice, epoch.Number);
}
