using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>By which stolen secret a message opens.</summary>
internal enum DumpKey
{
    None,
    Prekey,
    Chain,
    Skipped,
}

/// <summary>A whole copy of a device's store in the hands of a thief that knows what every row means.</summary>
internal sealed class StateDump
{
    private readonly MemoryDeviceStore _stolen;
    private readonly Dictionary<Bytes32, DumpKey> _known = [];
    private readonly Dictionary<Bytes32, byte[]?> _chains = [];

    public StateDump(MemoryDeviceStore store) => _stolen = store.Clone();

    /// <summary>Texts that lie about unencrypted.</summary>
    public IEnumerable<DeviceRow> PlainTexts =>
        _stolen.Rows(DeviceTable.Inbox).Concat(_stolen.Rows(DeviceTable.Sent));

    /// <summary>
    /// Only the tables that hold more than hashes and numbers; in the others every 32 bytes are hashes that the thief
    /// knows from the wire.
    /// </summary>
    public MemoryDeviceStore SecretTables
    {
        get
        {
            DeviceTable[] hashes =
                [DeviceTable.Replay, DeviceTable.History, DeviceTable.EpochNumbers, DeviceTable.EpochTerms];
            return new() { Tables = _stolen.Tables.RemoveRange(hashes) };
        }
    }

    public DumpKey Opens(EnvelopeView envelope, EpochView epoch)
    {
        if (!_known.ContainsKey(epoch.EpochHash)) Learn(epoch);
        if (_known[epoch.EpochHash] == DumpKey.Prekey && OpensWithChain(_chains[epoch.EpochHash], envelope, 0))
            return DumpKey.Prekey;
        using var transaction = _stolen.Begin();
        var key = new byte[32];
        if (SkippedKeys.TryFind(transaction, epoch.EpochHash, envelope.Index, key)
            && MessageOpener.TryOpen(envelope, key, out _, out _))
            return DumpKey.Skipped;
        using var chain = ReceivingChain.Load(transaction, epoch.EpochHash);
        return chain is not null && OpensWithChain(chain.ChainKey.ToArray(), envelope, chain.Next)
            ? DumpKey.Chain
            : DumpKey.None;
    }

    /// <summary>Tries every stolen prekey on every wrap of the epoch.</summary>
    private void Learn(EpochView epoch)
    {
        _known[epoch.EpochHash] = DumpKey.None;
        using var transaction = _stolen.Begin();
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            if (PrekeyShelf.Find(transaction, epoch.Entry(i).KeyId) is not var (key, _)) continue;
            byte[] secret = new byte[32], chainKey = new byte[32];
            using (key)
                if (!EpochWrap.TryOpen(
                    key, Bytes32.Sha256(epoch.Header), epoch.EntryBytes(i), epoch.Wrap(i), secret))
                    continue;
            EpochSecrets.FirstChainKey(secret, epoch.EpochHash, chainKey);
            (_known[epoch.EpochHash], _chains[epoch.EpochHash]) = (DumpKey.Prekey, chainKey);
        }
    }

    private static bool OpensWithChain(byte[]? chainKey, EnvelopeView envelope, int next)
    {
        if (chainKey is null) return false;
        var (key, messageKey) = (chainKey.ToArray(), new byte[32]);
        // Also backwards in number: the thief does not believe what the row says about its place.
        for (var steps = 0; steps <= envelope.Index + 1; steps++)
        {
            MessageKeys.MessageKey(key, messageKey);
            if (MessageOpener.TryOpen(envelope, messageKey, out _, out _)) return true;
            if (next > envelope.Index) return false;
            MessageKeys.Advance(key);
        }
        return false;
    }
}
