using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// The sending chain of one epoch. It exists in this object only and is wiped with it: after a restart the next
/// message opens a new epoch, so no key is ever used twice.
/// </summary>
internal sealed class SendingEpoch : IDisposable
{
    // Pinned, so that the collector leaves no copies behind when it moves objects.
    private readonly byte[] _chainKey = GC.AllocateArray<byte>(MessageKeys.KeySize, pinned: true);

    /// <summary>Takes over a first chain key; the caller wipes its own copy.</summary>
    public SendingEpoch(ReadOnlySpan<byte> chainKey, Bytes32 epochHash, EpochBasis basis, long created, long expiry)
    {
        chainKey.CopyTo(_chainKey);
        EpochHash = epochHash;
        Basis = basis;
        Created = created;
        Expiry = expiry;
    }

    public Bytes32 EpochHash { get; }

    public EpochBasis Basis { get; }

    public long Created { get; }

    public long Expiry { get; }

    /// <summary>n of the next message.</summary>
    public int Next { get; private set; }

    /// <summary>CK_n of the next message.</summary>
    public ReadOnlySpan<byte> ChainKey => _chainKey;

    /// <summary>Whether the next message may be sealed here. A clock that was set back ends an epoch as well.</summary>
    public bool Serves(EpochBasis basis, long now) =>
        Next < Cxe1Limits.MessagesPerEpoch && Basis == basis && Created <= now && now < Expiry;

    /// <summary>Goes on to the next message; the key of this one is gone.</summary>
    public void Advance()
    {
        MessageKeys.Advance(_chainKey);
        Next++;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_chainKey);
}
