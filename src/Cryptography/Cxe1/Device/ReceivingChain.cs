using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// A reader's state of one epoch. It is worked on as a copy: stored, and with it the older key lost, only by the
/// transaction that also stores the message.
/// </summary>
internal sealed class ReceivingChain : IDisposable
{
    private const int Size = 16 + 16 + 16 + 32 + 8 + 8 + 4 + 32;

    private readonly byte[] _chainKey = GC.AllocateArray<byte>(MessageKeys.KeySize, pinned: true);

    public required Guid Connection { get; init; }
    public required Guid SenderAgent { get; init; }
    public required Guid SenderDevice { get; init; }
    public required Bytes32 Dsk { get; init; }
    public required long Created { get; init; }
    public required long Expiry { get; init; }

    /// <summary>n of the next message; the keys before it are gone or among the skipped ones.</summary>
    public int Next { get; private set; }

    public Span<byte> ChainKey => _chainKey;

    public EpochSigner Signer => new(Connection, SenderAgent, SenderDevice, Dsk, Created, Expiry);

    /// <summary>When the chain is destroyed.</summary>
    public long End => Created + Cxe1Limits.ReceivingStateKept;

    public static ReceivingChain? Load(IDeviceTransaction transaction, Bytes32 epochHash)
    {
        if (transaction.Get(DeviceTable.Chains, epochHash.ToArray()) is not { } row) return null;
        var reader = new WireReader(row);
        var chain = new ReceivingChain
        {
            Connection = reader.Id(),
            SenderAgent = reader.Id(),
            SenderDevice = reader.Id(),
            Dsk = reader.Bytes32(),
            Created = reader.UInt53(),
            Expiry = reader.UInt53(),
            Next = (int)reader.UInt32(),
        };
        reader.Take(MessageKeys.KeySize).CopyTo(chain._chainKey);
        CryptographicOperations.ZeroMemory(row);
        return chain;
    }

    /// <summary>Stores a new chain until its end.</summary>
    public void Add(IDeviceTransaction transaction, Bytes32 epochHash)
    {
        Span<byte> row = stackalloc byte[Size];
        Write(row);
        transaction.PutUntil(DeviceTable.Chains, epochHash.ToArray(), row, End);
        CryptographicOperations.ZeroMemory(row);
    }

    /// <summary>Stores the chain as it is now; after the last message there is nothing left to keep.</summary>
    public void Save(IDeviceTransaction transaction, Bytes32 epochHash)
    {
        // The row itself stays: late messages still need to know who signed the epoch.
        if (Next == Cxe1Limits.MessagesPerEpoch) ChainKey.Clear();
        Span<byte> row = stackalloc byte[Size];
        Write(row);
        transaction.Put(DeviceTable.Chains, epochHash.ToArray(), row);
        CryptographicOperations.ZeroMemory(row);
    }

    /// <summary>Writes MK_n of the next message and goes on.</summary>
    public void TakeMessageKey(Span<byte> messageKey)
    {
        MessageKeys.MessageKey(_chainKey, messageKey);
        MessageKeys.Advance(_chainKey);
        Next++;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_chainKey);

    private void Write(Span<byte> row)
    {
        var writer = new WireWriter(row);
        writer.Id(Connection);
        writer.Id(SenderAgent);
        writer.Id(SenderDevice);
        writer.Bytes32(Dsk);
        writer.UInt53(Created);
        writer.UInt53(Expiry);
        writer.UInt32((uint)Next);
        writer.Bytes(_chainKey);
    }
}
