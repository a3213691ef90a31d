using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>An agent with its owner, its devices and what it has published.</summary>
internal sealed class TestAgent
{
    private readonly TestClock _clock;

    public TestAgent(string name, TestClock clock, int devices)
    {
        _clock = clock;
        Name = name;
        Oik = TestKeys.Ed25519(name + " oik");
        Aik = TestKeys.Ed25519(name + " aik");
        Identity = new(TestKeys.Id(name), Aik.RawPublicKey(), Oik.RawPublicKey());
        for (var i = 0; i < devices; i++) AddDevice();
        PublishList();
    }

    public string Name { get; }

    public Key Oik { get; }

    public Key Aik { get; }

    public AgentIdentity Identity { get; }

    public List<TestDevice> Devices { get; } = [];

    public List<DeviceList> Lists { get; } = [];

    public List<DeviceCertificate> Certificates { get; } = [];

    public List<Prekey> Prekeys { get; } = [];

    public AgentDirectory Directory() => Directory(Lists);

    public AgentDirectory Directory(IReadOnlyList<DeviceList> lists) =>
        AgentDirectory.TryVerify(Identity, lists, Certificates, Prekeys, out var directory, out var error)
            ? directory
            : throw new InvalidOperationException(error.ToString());

    /// <summary>
    /// Makes a device with a certificate and a signed prekey; the list names it when it is published next.
    /// </summary>
    public TestDevice AddDevice()
    {
        var device = new TestDevice(this, _clock);
        Devices.Add(device);
        Certify(device);
        Prekeys.AddRange(PrekeyShelf.Publish(device.Store, device.Keys, PrekeyKind.SignedPrekey, 1, _clock.Now));
        return device;
    }

    public void Certify(TestDevice device)
    {
        var end = _clock.Now + Cxe1Limits.DeviceCertificateLife;
        var (keys, publicKey) = (device.Keys, device.Keys.DskPublic);
        var certificate = DeviceCertificate.Issue(Aik, keys.Agent, keys.Device, publicKey, _clock.Now, end);
        Assert.Equal(Cxe1Error.None, keys.AcceptCertificate(device.Store, certificate, Identity.Aik));
        Certificates.Add(certificate);
    }

    public void PublishList()
    {
        var previous = Lists.LastOrDefault();
        var listed = Devices.Select(device => new ListedDevice(
            device.Keys.Device,
            device.Keys.DskPublic,
            previous?.Find(device.Keys.Device)?.Added ?? _clock.Now));
        Lists.Add(DeviceList.Issue(Aik, Identity.Agent, _clock.Now, listed, previous));
    }
}
