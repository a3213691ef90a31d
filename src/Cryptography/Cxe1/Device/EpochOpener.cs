using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Opens one epoch within the transaction that seals its first message: chooses a key for every reader, makes the
/// reply prekeys, writes and signs the record. Not reusable.
/// </summary>
internal sealed class EpochOpener(
    SendingTurn turn, DeviceKeys device, FillRandom random, MakeEphemeral makeEphemeral)
{
    /// <summary>One reader and the key that its wrap is made for.</summary>
    private readonly record struct Reader(RosterEntry Entry, Bytes32 PublicKey);

    /// <summary>Opens the epoch with the number after the last one.</summary>
    /// <param name="number">The epoch's number.</param>
    /// <param name="epoch">The sending chain; null on refusal.</param>
    /// <param name="record">The complete record; empty on refusal.</param>
    public Cxe1Error TryOpen(uint number, out SendingEpoch? epoch, out byte[] record)
    {
        epoch = null;
        record = [];
        var error = ChooseReaders(out var readers);
        if (error != Cxe1Error.None) return error;
        Span<byte> epochSecret = stackalloc byte[EpochSecrets.Size];
        Span<byte> chainKey = stackalloc byte[MessageKeys.KeySize];
        try
        {
            random(epochSecret);
            var header = Header(number, readers, epochSecret);
            error = TryWrite(header, readers, epochSecret, out record, out var epochHash);
            if (error != Cxe1Error.None) return error;
            EpochSecrets.FirstChainKey(epochSecret, epochHash, chainKey);
            var basis = EpochBasis.Of(turn);
            epoch = new(chainKey, epochHash, basis, header.Created, header.Expiry);
            return Cxe1Error.None;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(epochSecret);
            CryptographicOperations.ZeroMemory(chainKey);
        }
    }

    private Cxe1Error ChooseReaders(out List<Reader> readers)
    {
        readers = [];
        if (turn.Peer.Devices.Devices.IsEmpty) return Cxe1Error.NoReaders;
        var replyPrekeys = PeerReplyPrekeys.Usable(turn.Transaction, turn.Id, turn.Now);
        foreach (var directory in (ReadOnlySpan<AgentDirectory>)[turn.Own, turn.Peer])
            foreach (var listed in directory.Devices.Devices)
            {
                if (listed.Device == device.Device && directory == turn.Own) continue;
                if (ChooseKey(directory, listed.Device, replyPrekeys) is not { } key)
                    return Cxe1Error.RecipientKeysExpired;
                var entry = new RosterEntry(
                    key.Agent, key.Device, ReaderKind.Device, directory.Identity.AikHash, key.KeyId);
                readers.Add(new(entry, key.PublicKey));
            }
        AddViewer(readers, turn.Own, turn.OwnViewer);
        AddViewer(readers, turn.Peer, turn.PeerViewer);
        readers.Sort((left, right) => CompareEntries(left.Entry, right.Entry));
        return Cxe1Error.None;
    }

    private static void AddViewer(List<Reader> readers, AgentDirectory directory, ViewerCertificate? viewer)
    {
        if (viewer is null) return;
        var (agent, identity) = (directory.Identity.Agent, directory.Identity.OikHash);
        readers.Add(new(new(agent, viewer.Viewer, ReaderKind.OwnerViewer, identity, viewer.KeyId), viewer.Ovk));
    }

    /// <summary>
    /// A reply prekey first, then a one-time prekey that was not used before, then the newest signed one.
    /// </summary>
    private Prekey? ChooseKey(AgentDirectory directory, Guid reader, IReadOnlyList<Prekey> replyPrekeys)
    {
        if (!directory.IsCertified(reader, turn.Now)) return null;
        foreach (var prekey in replyPrekeys)
            if (prekey.Agent == directory.Identity.Agent && prekey.Device == reader)
            {
                PeerReplyPrekeys.Consume(turn.Transaction, turn.Id, prekey);
                return prekey;
            }
        foreach (var prekey in directory.UsablePrekeys(reader, turn.Now))
        {
            if (prekey.Kind == PrekeyKind.SignedPrekey) return prekey;
            var keyId = prekey.KeyId.ToArray();
            if (turn.Transaction.Get(DeviceTable.UsedPrekeys, keyId) is not null) continue;
            turn.Transaction.PutUntil(DeviceTable.UsedPrekeys, keyId, [], prekey.NotAfter);
            return prekey;
        }
        return null;
    }

    private EpochHeader Header(uint number, List<Reader> readers, ReadOnlySpan<byte> epochSecret)
    {
        var epochId = random.NextId();
        return new()
        {
            EpochId = epochId,
            Number = number,
            Connection = turn.Id,
            SenderAgent = device.Agent,
            SenderDevice = device.Device,
            AikHash = turn.Connection.Own.AikHash,
            CertificateHash = turn.Certificate.Hash,
            SenderTerms = turn.OwnTerms.Hash,
            RecipientTerms = turn.PeerTerms.Hash,
            Created = turn.Now,
            Expiry = Math.Min(turn.Now + Cxe1Limits.EpochLife, turn.Certificate.NotAfter),
            SenderListVersion = turn.Own.Devices.Version,
            RecipientListVersion = turn.Peer.Devices.Version,
            Commitment = EpochSecrets.Commitment(epochSecret, epochId),
            LastReceived = LastReceived(),
            ReplyPrekeys =
            [
                .. readers
                    .Where(reader => reader.Entry.Kind == ReaderKind.Device)
                    .Select(reader => MakeReplyPrekey(reader.Entry)),
            ],
            Entries = [.. readers.Select(reader => reader.Entry)],
        };
    }

    private Bytes32 LastReceived() =>
        turn.Transaction.Get(DeviceTable.LastReceived, StateKey.Of(turn.Id)) is { } hash ? new(hash) : default;

    private ReplyPrekey MakeReplyPrekey(RosterEntry reader) =>
        new(
            reader.Agent,
            reader.Device,
            PrekeyShelf.Make(turn.Transaction, device, PrekeyKind.ReplyPrekey, turn.Now, random));

    private Cxe1Error TryWrite(
        EpochHeader header,
        List<Reader> readers,
        ReadOnlySpan<byte> epochSecret,
        out byte[] record,
        out Bytes32 epochHash)
    {
        var headerBytes = header.ToBytes();
        var headerHash = Bytes32.Sha256(headerBytes);
        var wrapsStart = headerBytes.Length + Cxe1Limits.SignatureSize;
        record = new byte[wrapsStart + EpochLayout.CompleteTail(readers.Count)];
        epochHash = default;
        headerBytes.CopyTo(record, 0);
        Span<byte> entry = stackalloc byte[RosterEntry.Size];
        for (var i = 0; i < readers.Count; i++)
        {
            var writer = new WireWriter(entry);
            readers[i].Entry.Write(ref writer);
            var wrap = record.AsSpan(wrapsStart + i * EpochLayout.WrapSize, EpochLayout.WrapSize);
            if (!EpochWrap.TrySeal(readers[i].PublicKey, headerHash, entry, epochSecret, wrap, makeEphemeral))
                return Cxe1Error.RecipientKeyInvalid;
        }
        epochHash = EpochHeader.Hash(headerBytes, record.AsSpan(wrapsStart));
        Signatures.Sign(
            device.Dsk,
            SignaturePurpose.Epoch,
            epochHash.Sha256OfBytes(),
            record.AsSpan(headerBytes.Length, Cxe1Limits.SignatureSize));
        return Cxe1Error.None;
    }

    private static int CompareEntries(RosterEntry left, RosterEntry right)
    {
        var order = SortedEntries.ById.Compare(left.Agent, right.Agent);
        if (order == 0) order = SortedEntries.ById.Compare(left.Device, right.Device);
        return order != 0 ? order : left.Kind.CompareTo(right.Kind);
    }
}
