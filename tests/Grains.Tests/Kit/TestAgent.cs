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

    private readonly Dictionary<AgentId, ConnectionTerms> _terms = [];

    public TestOwner Owner { get; }

    public AgentId Id { get; init; } = AgentId.New();

    public Key Aik { get; init; } = Key.Create(SignatureAlgorithm.Ed25519);

    public TestDevice Device { get; set; }

    /// <summary>The newest list that was published; null before the first.</summary>
    public DeviceList? Directory { get; private set; }

    public TermsParty Party => new(Id.Value, Aik.HashOfPublicKey(), Owner.Oik.HashOfPublicKey());

    /// <summary>The newest terms that were signed for this peer; null before the first.</summary>
    public ConnectionTerms? TermsFor(TestAgent peer) => _terms.GetValueOrDefault(peer.Id);

    /// <summary>What the connection has accepted is what the next version follows.</summary>
    public void Remember(TestAgent peer, SignedTerms terms)
    {
        Assert.True(ConnectionTerms.TryParse(terms.Record, out var record, out _));
        _terms[peer.Id] = record;
    }

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
