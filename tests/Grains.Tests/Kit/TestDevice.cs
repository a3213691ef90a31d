using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A device's keys, without the state that a real one keeps.</summary>
internal sealed class TestDevice(TestAgent agent)
{
    public TestAgent Agent { get; } = agent;

    public DeviceId Id { get; init; } = DeviceId.New();

    public Key Dsk { get; init; } = Key.Create(SignatureAlgorithm.Ed25519);

    /// <summary>Set by <see cref="Certify"/>.</summary>
    public DeviceCertificate Certificate { get; private set; } = null!;

    public DeviceIdentity Identity => new(Agent.Id, Id);

    public DeviceEnrolment Certify(DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        Certificate = DeviceCertificate.Issue(
            Agent.Aik, Agent.Id.Value, Id.Value, Dsk.RawPublicKey(), at, at + Cxe1Limits.DeviceCertificateLife);
        return new DeviceEnrolment(Id, "laptop", Certificate.Bytes);
    }
}
