using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class DeviceKeysTests
{
    private readonly MemoryDeviceStore _store = new();
    private readonly Guid _agent = TestKeys.Id("agent");
    private readonly Key _aik = TestKeys.Ed25519("aik");

    [Fact]
    public void ADeviceIsTheSameAfterARestart()
    {
        using var created = DeviceKeys.Create(_store, _agent);
        Assert.Equal(Cxe1Error.None, created.AcceptCertificate(_store, Certificate(created), _aik.RawPublicKey()));
        using var loaded = DeviceKeys.Load(_store);
        Assert.Equal((created.Agent, created.Device), (loaded!.Agent, loaded.Device));
        Assert.Equal(created.DskPublic, loaded.DskPublic);
        Assert.Equal(created.Certificate!.Hash, loaded.Certificate!.Hash);
    }

    [Fact]
    public void AnEmptyStoreHoldsNoDevice() => Assert.Null(DeviceKeys.Load(_store));

    [Fact]
    public void AStoreHoldsOneDeviceOnly()
    {
        using var first = DeviceKeys.Create(_store, _agent);
        Assert.Throws<InvalidOperationException>(() => DeviceKeys.Create(_store, _agent));
    }

    [Fact]
    public void OnlyTheAgentsCertificateForThisVeryDeviceIsTaken()
    {
        using var device = DeviceKeys.Create(_store, _agent);
        using var other = DeviceKeys.Create(new MemoryDeviceStore(), _agent);
        var mallory = TestKeys.Ed25519("mallory");
        var aik = _aik.RawPublicKey();
        Assert.Equal(Cxe1Error.WrongIdentity, device.AcceptCertificate(_store, Certificate(other), aik));
        Assert.Equal(
            Cxe1Error.WrongIdentity, device.AcceptCertificate(_store, Certificate(device), mallory.RawPublicKey()));
        var bytes = Certificate(device).Bytes.ToArray();
        bytes[^1] ^= 1;
        Assert.True(DeviceCertificate.TryParse(bytes, out var damaged, out _));
        Assert.Equal(Cxe1Error.SignatureInvalid, device.AcceptCertificate(_store, damaged, aik));
        Assert.Null(device.Certificate);
    }

    private DeviceCertificate Certificate(DeviceKeys device) =>
        DeviceCertificate.Issue(
            _aik, device.Agent, device.Device, device.DskPublic, TestKeys.Start, TestKeys.Start + Cxe1Limits.Day);
}
