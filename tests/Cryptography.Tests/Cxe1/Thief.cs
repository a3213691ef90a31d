using System.Security.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>
/// Has a copy of everything that a device stores, and tries every 32 bytes of it as every kind of secret that a
/// message depends on. It also has every ciphertext.
/// </summary>
internal sealed class Thief
{
    private readonly HashSet<string> _candidates = [];

    public Thief(MemoryDeviceStore stolen)
    {
        foreach (var row in stolen.Tables.Values.SelectMany(table => table))
            for (var start = 0; start + 32 <= row.Value.Length; start++)
                _candidates.Add(Hex(row.Value.AsSpan(start, 32)));
    }

    /// <summary>Whether any stolen bytes are a message key, chain key, epoch secret or prekey that opens it.</summary>
    public bool Opens(ReadOnlyMemory<byte> envelope, ReadOnlyMemory<byte> epochRecord)
    {
        Assert.True(EnvelopeView.TryParse(envelope, out var view, out _));
        Assert.True(EpochView.TryParse(epochRecord, out var epoch, out _));
        return _candidates.Any(candidate => OpensWith(Hex(candidate), view, epoch));
    }

    private static bool OpensWith(byte[] secret, EnvelopeView envelope, EpochView epoch) =>
        MessageOpener.TryOpen(envelope, secret, out _, out _)
        || OpensWithChain(secret, envelope)
        || OpensWithEpochSecret(secret, envelope, epoch)
        || OpensWithPrekey(secret, envelope, epoch);

    private static bool OpensWithChain(byte[] secret, EnvelopeView envelope)
    {
        var chainKey = secret.ToArray();
        var messageKey = new byte[32];
        for (var steps = 0; steps <= envelope.Index; steps++)
        {
            MessageKeys.MessageKey(chainKey, messageKey);
            if (MessageOpener.TryOpen(envelope, messageKey, out _, out _)) return true;
            MessageKeys.Advance(chainKey);
        }
        return false;
    }

    private static bool OpensWithEpochSecret(byte[] secret, EnvelopeView envelope, EpochView epoch)
    {
        var chainKey = new byte[32];
        EpochSecrets.FirstChainKey(secret, epoch.EpochHash, chainKey);
        return OpensWithChain(chainKey, envelope);
    }

    private static bool OpensWithPrekey(byte[] secret, EnvelopeView envelope, EpochView epoch)
    {
        using var key = Key.Import(KeyAgreementAlgorithm.X25519, secret, KeyBlobFormat.RawPrivateKey);
        var keyId = key.RawPublicKey().KeyId(Suite.X25519ChaCha20Poly1305);
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            if (epoch.Entry(i).KeyId != keyId) continue;
            var headerHash = new Bytes32(SHA256.HashData(epoch.Header));
            var epochSecret = new byte[32];
            return EpochWrap.TryOpen(key, headerHash, epoch.EntryBytes(i), epoch.Wrap(i), epochSecret)
                && OpensWithEpochSecret(epochSecret, envelope, epoch);
        }
        return false;
    }
}
