using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>A device with its signing key, enrolled with a scripted agent.</summary>
internal sealed class TestDevice
{
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);

    public TestDevice(GatewayHost host, AgentId? agent = null)
    {
        Id = new DeviceIdentity(agent ?? AgentId.New(), DeviceId.New());
        Agent = host.Grains.Agent(Id.Agent);
        Agent.Keys[Id.Device] = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    public DeviceIdentity Id { get; }

    public ScriptedAgent Agent { get; }

    /// <summary>The answer to a challenge.</summary>
    public ConnectFrame Prove(
        string origin, ChallengeFrame challenge, long resume = ReadyFrame.ResumeFromCursor, long lifetime = 30_000)
    {
        var expiry = challenge.Time + lifetime;
        var proof = ConnectProof.Issue(
            _key, ConnectProof.HashOfOrigin(origin), Id.Agent.Value, Id.Device.Value,
            new Bytes32(challenge.Nonce.Span), expiry);
        return new ConnectFrame(1, Id.Agent, Id.Device, expiry, resume, proof.Bytes[^64..]);
    }
}
