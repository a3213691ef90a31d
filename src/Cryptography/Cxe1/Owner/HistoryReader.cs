using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Opens an old epoch for a device that enrolled later, by its owner's re-wrap. What is read so is history: to be
/// shown, never executed again. Nothing of it is stored.
/// </summary>
public static class HistoryReader
{
    /// <summary>Judges the epoch and the re-wrap.</summary>
    /// <param name="store">The device's store, which holds its prekey.</param>
    /// <param name="device">The reading device.</param>
    /// <param name="connection">The connection; the own side is the device's agent.</param>
    /// <param name="record">The epoch's record, in any form.</param>
    /// <param name="rewrap">The re-wrap.</param>
    /// <param name="own">The own agent's directory, with the lists that were in force then.</param>
    /// <param name="peer">The other agent's directory, in the same way.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="opened">The epoch, which the caller disposes; null on refusal.</param>
    /// <returns>
    /// None, or the first reason: those of an epoch except for age, number and roster, then
    /// <see cref="Cxe1Error.NotAReader"/> if the re-wrap is for another epoch or device,
    /// <see cref="Cxe1Error.SignatureInvalid"/>, <see cref="Cxe1Error.WrapInvalid"/>,
    /// <see cref="Cxe1Error.PrekeyGone"/> or <see cref="Cxe1Error.CommitmentMismatch"/>.
    /// </returns>
    public static Cxe1Error Open(
        IDeviceStore store,
        DeviceKeys device,
        ConnectionContext connection,
        ReadOnlyMemory<byte> record,
        Rewrap rewrap,
        AgentDirectory own,
        AgentDirectory peer,
        long now,
        out OpenedEpoch? opened)
    {
        opened = null;
        if (!EpochView.TryParse(record, out var epoch, out var error)) return error;
        // It reads only: what it learns of lists and terms is not kept.
        using var transaction = store.Begin();
        var judgement = new EpochJudgement(epoch, connection, own, peer);
        error = judgement.CheckIdentity(now);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, own);
        if (error == Cxe1Error.None) error = DirectoryPins.Check(transaction, peer);
        if (error == Cxe1Error.None) error = judgement.CheckSigner();
        if (error == Cxe1Error.None) error = CheckTerms(transaction, connection, judgement, now);
        if (error == Cxe1Error.None) error = judgement.CheckSender();
        if (error == Cxe1Error.None) error = CheckRewrap(rewrap, epoch, device, connection.Own);
        if (error != Cxe1Error.None) return error;
        if (PrekeyShelf.Find(transaction, rewrap.Entry.KeyId) is not var (key, _)) return Cxe1Error.PrekeyGone;
        using (key) return Open(epoch, connection, judgement, rewrap, key, out opened);
    }

    private static Cxe1Error CheckTerms(
        IDeviceTransaction transaction, ConnectionContext connection, EpochJudgement judgement, long now)
    {
        var error = KnownTerms.Learn(transaction, connection, own: true, now, out var own);
        if (error != Cxe1Error.None) return error;
        error = KnownTerms.Learn(transaction, connection, own: false, now, out var peer);
        return error == Cxe1Error.None ? judgement.CheckTerms(own, peer) : error;
    }

    private static Cxe1Error CheckRewrap(Rewrap rewrap, EpochView epoch, DeviceKeys device, AgentIdentity own)
    {
        var entry = rewrap.Entry;
        if (rewrap.EpochHash != epoch.EpochHash
            || entry.Agent != device.Agent
            || entry.Device != device.Device
            || own.Place(entry.IdentityHash) < 0)
            return Cxe1Error.NotAReader;
        if (!rewrap.VerifySignature(own.Oik)) return Cxe1Error.SignatureInvalid;
        return Bytes32.Sha256(rewrap.Wrap) == rewrap.WrapHash ? Cxe1Error.None : Cxe1Error.WrapInvalid;
    }

    private static Cxe1Error Open(
        EpochView epoch,
        ConnectionContext connection,
        EpochJudgement judgement,
        Rewrap rewrap,
        Key key,
        out OpenedEpoch? opened)
    {
        opened = null;
        Span<byte> epochSecret = stackalloc byte[EpochSecrets.Size];
        var error = judgement.Open(key, rewrap.EntryBytes, rewrap.Wrap, epochSecret);
        if (error == Cxe1Error.None)
            opened = new(epoch, connection, judgement, epochSecret, demandsApprovals: true);
        CryptographicOperations.ZeroMemory(epochSecret);
        return error;
    }
}
