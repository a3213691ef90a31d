using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Judges an epoch record and, if it is good, stores its chain within the caller's transaction. The order of the
/// checks is that of docs/protocol/cxe1.md, section 7.4. Not reusable.
/// </summary>
internal sealed class EpochAcceptance(
    IDeviceTransaction transaction, DeviceKeys device, ConnectionContext connection, long now)
{
    public Cxe1Error Accept(EpochView epoch, AgentDirectory own, AgentDirectory peer)
    {
        if (transaction.Get(DeviceTable.Chains, epoch.EpochHash.ToArray()) is not null) return Cxe1Error.None;
        var judgement = new EpochJudgement(epoch, connection, own, peer);
        var error = judgement.CheckIdentity(now);
        if (error == Cxe1Error.None && epoch.Created <= now - Cxe1Limits.ReceivingStateKept) error = Cxe1Error.Expired;
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, own);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, peer);
        if (error == Cxe1Error.None) error = judgement.CheckSigner();
        if (error == Cxe1Error.None) error = CheckTerms(judgement);
        if (error == Cxe1Error.None) error = judgement.CheckRoster();
        if (error == Cxe1Error.None) error = CheckNumber(epoch);
        if (error != Cxe1Error.None) return error;
        var index = epoch.IndexOf(device.Agent, device.Device, ReaderKind.Device);
        return index < 0 ? Cxe1Error.NotAReader : Open(epoch, judgement, index);
    }

    private Cxe1Error CheckTerms(EpochJudgement judgement)
    {
        var error = KnownTerms.Learn(transaction, connection, own: true, now, out var own);
        if (error != Cxe1Error.None) return error;
        error = KnownTerms.Learn(transaction, connection, own: false, now, out var peer);
        return error == Cxe1Error.None ? judgement.CheckTerms(own, peer) : error;
    }

    private Cxe1Error CheckNumber(EpochView epoch)
    {
        if (transaction.Get(DeviceTable.EpochNumbers, NumberKey(epoch)) is not { } known) return Cxe1Error.None;
        // The same epoch without its chain was destroyed at its end; opening it again would permit replays.
        return new Bytes32(known) == epoch.EpochHash ? Cxe1Error.Expired : Cxe1Error.EpochFork;
    }

    private Cxe1Error Open(EpochView epoch, EpochJudgement judgement, int index)
    {
        var wrap = epoch.Wrap(index);
        if (wrap.IsEmpty) return Cxe1Error.NotAReader;
        var keyId = epoch.Entry(index).KeyId;
        if (PrekeyShelf.Find(transaction, keyId) is not var (key, kind)) return Cxe1Error.PrekeyGone;
        Span<byte> epochSecret = stackalloc byte[EpochSecrets.Size];
        try
        {
            var error = judgement.Open(key, epoch.EntryBytes(index), wrap, epochSecret);
            if (error == Cxe1Error.None) error = KeepReplyPrekey(epoch, judgement.Dsk);
            if (error != Cxe1Error.None) return error;
            PrekeyShelf.Consume(transaction, keyId, kind);
            Store(epoch, judgement, epochSecret);
            return Cxe1Error.None;
        }
        finally
        {
            key.Dispose();
            CryptographicOperations.ZeroMemory(epochSecret);
        }
    }

    private Cxe1Error KeepReplyPrekey(EpochView epoch, Bytes32 dsk)
    {
        if (epoch.ReplyPrekeyFor(device.Agent, device.Device) is not { } prekey) return Cxe1Error.None;
        if (!prekey.VerifySignature(dsk)) return Cxe1Error.SignatureInvalid;
        PeerReplyPrekeys.Keep(transaction, connection.Connection, prekey);
        return Cxe1Error.None;
    }

    private void Store(EpochView epoch, EpochJudgement judgement, ReadOnlySpan<byte> epochSecret)
    {
        using var chain = new ReceivingChain
        {
            Connection = epoch.Connection,
            SenderAgent = epoch.SenderAgent,
            SenderDevice = epoch.SenderDevice,
            Dsk = judgement.Dsk,
            Created = epoch.Created,
            Expiry = epoch.Expiry,
        };
        EpochSecrets.FirstChainKey(epochSecret, epoch.EpochHash, chain.ChainKey);
        chain.Add(transaction, epoch.EpochHash);
        judgement.Terms?.Save(transaction, epoch.EpochHash, chain.End);

        // A day longer than any epoch may be late, so that no number can be taken twice.
        var end = chain.End + Cxe1Limits.Day;
        transaction.PutUntil(DeviceTable.EpochNumbers, NumberKey(epoch), epoch.EpochHash.ToArray(), end);
    }

    private static byte[] NumberKey(EpochView epoch) =>
        StateKey.Of(epoch.Connection, epoch.SenderAgent, epoch.SenderDevice, epoch.Number);
}
