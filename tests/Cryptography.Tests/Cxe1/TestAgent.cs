using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>An agent with its owner, its devices and what it has published.</summary>
internal sealed class TestAgent
{
    private readonly TestClock _clock;

    private readonly SeededRandom? _random;
    private (SignedRecord[] Records, AgentDirectory Directory)? _directory;

    public TestAgent(string name, TestClock clock, int devices, SeededRandom? random = null)
    {
        _random = random;
        _clock = clock;
        Name = name;
        Oik = TestKeys.Ed25519(name + " oik");
        Aik = TestKeys.Ed25519(name + " aik");
        Identity = new(TestKeys.Id(name), Aik.RawPublicKey(), Oik.RawPublicKey());
        AddViewer();
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

    public List<ViewerCertificate> Viewers { get; } = [];

    /// <summary>The private halves of the owner's viewers, in the order of their certificates.</summary>
    public List<Key> ViewerKeys { get; } = [];

    /// <summary>What the owner has signed for the one connection, oldest first.</summary>
    public List<ConnectionTerms> Terms { get; } = [];

    public AgentDirectory Directory() => Directory(Lists);

    public AgentDirectory Directory(IReadOnlyList<DeviceList> lists)
    {
        // Every signature is checked once for the same records, as a client does it.
        SignedRecord[] records = [.. lists, .. Certificates, .. Prekeys, .. Viewers];
        if (_directory is { } known && known.Records.AsSpan().SequenceEqual(records)) return known.Directory;
        if (!AgentDirectory.TryVerify(Identity, lists, Certificates, Prekeys, Viewers, out var made, out var error))
            throw new InvalidOperationException(error.ToString());
        _directory = (records, made);
        return made;
    }

    /// <summary>
    /// Makes a device with a certificate and a signed prekey; the list names it when it is published next.
    /// </summary>
    public TestDevice AddDevice()
    {
        var device = new TestDevice(this, _clock, new MemoryDeviceStore(), _random);
        Devices.Add(device);
        Certify(device);
        AddPrekeys(device, PrekeyKind.SignedPrekey, 1);
        return device;
    }

    public void AddPrekeys(TestDevice device, PrekeyKind kind, int count)
    {
        FillRandom fill = _random is null ? Randomness.System : _random.Fill;
        Prekeys.AddRange(PrekeyShelf.Publish(device.Store, device.Keys, kind, count, _clock.Now, fill));
    }

    /// <summary>A new viewer key of the owner, for 60 days from now.</summary>
    public ViewerCertificate AddViewer()
    {
        var name = $"{Name} ovk {Viewers.Count}";
        var key = TestKeys.X25519(name);
        var end = _clock.Now + Cxe1Limits.ViewerLife;
        var certificate = ViewerCertificate.Issue(Oik, TestKeys.Id(name), key.RawPublicKey(), _clock.Now, end);
        ViewerKeys.Add(key);
        Viewers.Add(certificate);
        return certificate;
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
