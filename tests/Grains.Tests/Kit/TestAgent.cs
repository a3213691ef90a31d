using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>An agent's identity, its owner, and one device to begin with.</summary>
internal sealed class TestAgent
{
    public TestAgent(TestOwner? owner = null)
    {
        Owner = owner ?? new TestOwner();
        Device = new TestDevice(this);
    }

    public TestOwner Owner { get; }

    public AgentId Id { get; } = AgentId.New();

    public Key Aik { get; } = Key.Create(SignatureAlgorithm.Ed25519);

    public TestDevice Device { get; }

    /// <summary>The newest list that was published; null before the first.</summary>
    public DeviceList? Directory { get; private set; }

    public AgentCertificate Certify(DateTimeOffset now) =>
        AgentCertificate.Issue(Owner.Oik, Id.Value, Aik.RawPublicKey(), now.ToUnixTimeMilliseconds());

    public DeviceList NextDirectory(DateTimeOffset now, params TestDevice[] devices)
    {
        var at = now.ToUnixTimeMilliseconds();
        return Directory = DeviceList.Issue(
            Aik, Id.Value, at,
            devices.Select(device => new ListedDevice(device.Id.Value, device.Dsk.RawPublicKey(), at)),
            Directory);
    }
}
