namespace ContextExchange.Interop.Tests.Parties;

/// <summary>Records of an honest side: refusing one is a failure of the test.</summary>
internal static class Records
{
    private delegate bool TryParse<T>(ReadOnlyMemory<byte> bytes, out T? record, out Cxe1Error error);

    public static AgentCertificate AgentCertificate(byte[] bytes) =>
        Read<AgentCertificate>(bytes, Cryptography.Cxe1.AgentCertificate.TryParse);

    public static DeviceList DeviceList(byte[] bytes) =>
        Read<DeviceList>(bytes, Cryptography.Cxe1.DeviceList.TryParse);

    public static DeviceCertificate DeviceCertificate(byte[] bytes) =>
        Read<DeviceCertificate>(bytes, Cryptography.Cxe1.DeviceCertificate.TryParse);

    public static Prekey Prekey(byte[] bytes) => Read<Prekey>(bytes, Cryptography.Cxe1.Prekey.TryParse);

    public static ViewerCertificate ViewerCertificate(byte[] bytes) =>
        Read<ViewerCertificate>(bytes, Cryptography.Cxe1.ViewerCertificate.TryParse);

    public static ConnectionTerms Terms(byte[] bytes) => Read<ConnectionTerms>(bytes, ConnectionTerms.TryParse);

    public static Approval Approval(byte[] bytes) => Read<Approval>(bytes, Cryptography.Cxe1.Approval.TryParse);

    public static Nack Nack(byte[] bytes) => Read<Nack>(bytes, Cryptography.Cxe1.Nack.TryParse);

    public static Rewrap Rewrap(byte[] bytes) => Read<Rewrap>(bytes, Cryptography.Cxe1.Rewrap.TryParse);

    public static Rotation Rotation(byte[] bytes) => Read<Rotation>(bytes, Cryptography.Cxe1.Rotation.TryParse);

    public static SealedNote SealedNote(byte[] bytes) =>
        Read<SealedNote>(bytes, Cryptography.Cxe1.SealedNote.TryParse);

    public static EpochView Epoch(byte[] bytes) => Read<EpochView>(bytes, EpochView.TryParse);

    public static EnvelopeView Envelope(byte[] bytes) =>
        EnvelopeView.TryParse(bytes, out var envelope, out var error)
            ? envelope
            : throw new InvalidOperationException($"An honest envelope is refused: {error}.");

    private static T Read<T>(byte[] bytes, TryParse<T> tryParse) where T : class =>
        tryParse(bytes, out var record, out var error) && record is not null
            ? record
            : throw new InvalidOperationException($"An honest {typeof(T).Name} is refused: {error}.");
}
