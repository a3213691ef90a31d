using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// A device's own identity: its ids, its signing key (DSK) and the certificate for it. The key is made here and
/// leaves the device's store never.
/// </summary>
public sealed class DeviceKeys : IDisposable
{
    private const int FixedSize = 16 + 16 + 32;

    private DeviceKeys(Guid agent, Guid device, Key dsk, DeviceCertificate? certificate)
    {
        Agent = agent;
        Device = device;
        Dsk = dsk;
        DskPublic = dsk.RawPublicKey();
        Certificate = certificate;
    }

    /// <summary>The agent that this device belongs to.</summary>
    public Guid Agent { get; }

    /// <summary>This device.</summary>
    public Guid Device { get; }

    /// <summary>The signing key.</summary>
    public Key Dsk { get; }

    /// <summary>The signing key's public half.</summary>
    public Bytes32 DskPublic { get; }

    /// <summary>The newest certificate; null until one was accepted.</summary>
    public DeviceCertificate? Certificate { get; private set; }

    /// <summary>Makes a device with a random id and a new signing key, and stores it.</summary>
    /// <exception cref="InvalidOperationException">The store holds a device already.</exception>
    public static DeviceKeys Create(IDeviceStore store, Guid agent) => Create(store, agent, Randomness.System);

    internal static DeviceKeys Create(IDeviceStore store, Guid agent, FillRandom random)
    {
        using var transaction = store.Begin();
        if (transaction.Get(DeviceTable.Identity, RowKey) is not null)
            throw new InvalidOperationException("The store holds a device already.");
        var row = new byte[FixedSize];
        try
        {
            var device = random.NextId();
            var writer = new WireWriter(row);
            writer.Id(agent);
            writer.Id(device);
            random(row.AsSpan(32));
            transaction.Put(DeviceTable.Identity, RowKey, row);
            transaction.Commit();
            return new(agent, device, ImportDsk(row.AsSpan(32)), certificate: null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(row);
        }
    }

    /// <summary>The device in the store, or null if there is none.</summary>
    public static DeviceKeys? Load(IDeviceStore store)
    {
        using var transaction = store.Begin();
        if (transaction.Get(DeviceTable.Identity, RowKey) is not { } row) return null;
        try
        {
            var reader = new WireReader(row);
            var agent = reader.Id();
            var device = reader.Id();
            var dsk = ImportDsk(reader.Take(32));
            var bytes = row.Length > FixedSize ? row[FixedSize..] : null;
            var certificate = bytes is not null && DeviceCertificate.TryParse(bytes, out var read, out _) ? read : null;
            return new(agent, device, dsk, certificate);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(row);
        }
    }

    /// <summary>
    /// Stores a new certificate, which this agent's identity key must have signed for this device's key.
    /// </summary>
    public Cxe1Error AcceptCertificate(IDeviceStore store, DeviceCertificate certificate, Bytes32 aik)
    {
        if (certificate.Agent != Agent || certificate.Device != Device || certificate.Dsk != DskPublic)
            return Cxe1Error.WrongIdentity;
        if (certificate.AikHash != aik.Sha256OfBytes()) return Cxe1Error.WrongIdentity;
        if (!certificate.VerifySignature(aik)) return Cxe1Error.SignatureInvalid;
        using var transaction = store.Begin();
        if (transaction.Get(DeviceTable.Identity, RowKey) is not { } row)
            throw new InvalidOperationException("The store holds no device.");
        byte[] renewed = [.. row.AsSpan(0, FixedSize), .. certificate.Bytes.Span];
        transaction.Put(DeviceTable.Identity, RowKey, renewed);
        transaction.Commit();
        CryptographicOperations.ZeroMemory(row);
        CryptographicOperations.ZeroMemory(renewed);
        Certificate = certificate;
        return Cxe1Error.None;
    }

    /// <inheritdoc/>
    public void Dispose() => Dsk.Dispose();

    private static ReadOnlySpan<byte> RowKey => "device"u8;

    private static Key ImportDsk(ReadOnlySpan<byte> seed) =>
        Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
}
