using System.Security.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Bench;

/// <summary>An agent with its owner, its devices and what they have published and signed.</summary>
internal sealed class BenchAgent
{
    private readonly Key _oik = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly Key _aik = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly Key _ovk = Key.Create(KeyAgreementAlgorithm.X25519);

    public BenchAgent(int devices, long now)
    {
        Identity = new(NewId(), _aik.RawPublicKey(), _oik.RawPublicKey());
        var (certificates, prekeys, listed) = (new List<DeviceCertificate>(), new List<Prekey>(),
            new List<ListedDevice>());
        for (var i = 0; i < devices; i++)
        {
            var store = new BenchStore();
            var keys = DeviceKeys.Create(store, Identity.Agent);
            var end = now + Cxe1Limits.DeviceCertificateLife;
            var certificate = DeviceCertificate.Issue(_aik, Identity.Agent, keys.Device, keys.DskPublic, now, end);
            keys.AcceptCertificate(store, certificate, Identity.Aik);
            certificates.Add(certificate);
            prekeys.AddRange(PrekeyShelf.Publish(store, keys, PrekeyKind.SignedPrekey, 1, now));
            listed.Add(new(keys.Device, keys.DskPublic, now));
            Devices.Add((store, keys));
        }
        var list = DeviceList.Issue(_aik, Identity.Agent, now, listed, previous: null);
        var viewer = ViewerCertificate.Issue(_oik, NewId(), _ovk.RawPublicKey(), now, now + Cxe1Limits.ViewerLife);
        Directory = AgentDirectory.TryVerify(
            Identity, [list], certificates, prekeys, [viewer], out var directory, out var error)
            ? directory
            : throw new InvalidOperationException(error.ToString());
    }

    public AgentIdentity Identity { get; }

    public List<(BenchStore Store, DeviceKeys Keys)> Devices { get; } = [];

    public AgentDirectory Directory { get; }

    public static Guid NewId() => new(RandomNumberGenerator.GetBytes(16), bigEndian: true);

    public ConnectionTerms Terms(Guid connection, BenchAgent peer, OwnerRead reads, long now) => ConnectionTerms.Issue(
        _oik,
        connection,
        TermsParty.Of(Identity),
        TermsParty.Of(peer.Identity),
        now,
        reads,
        [
            .. ((string[])["schedule", "knowledge", "projects", "requests", "personal", "health", "finances"])
                .Select(name => new CategoryTerms(Category.IdOf(name), ConsentLevel.Auto, ConsentLevel.Auto)),
        ],
        previous: null);
}
