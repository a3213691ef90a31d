using ContextExchange.Client;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Cryptography.Tests.Cxe1;

namespace ContextExchange.LoadGenerator;

/// <summary>An agent with one device and all its keys in memory, registered at the server as any other is.</summary>
internal sealed class LoadAgent
{
    private static readonly CategoryLevels Both = new(Protocol.ConsentLevel.Auto, Protocol.ConsentLevel.Auto);

    private readonly LoadOwner owner;
    private readonly Key identityKey = Key.Create(SignatureAlgorithm.Ed25519);
    private DeviceList? devices;
    private Prekey? prekey;

    private LoadAgent(LoadOwner owner)
    {
        this.owner = owner;
        Id = AgentId.New();
        Device = DeviceKeys.Create(Store, Id.Value);
        Identity = new AgentIdentity(Id.Value, identityKey.RawPublicKey(), owner.Key.RawPublicKey());
    }

    public AgentId Id { get; }

    public MemoryDeviceStore Store { get; } = new();

    public DeviceKeys Device { get; }

    public AgentIdentity Identity { get; }

    public static async Task<LoadAgent> RegisterAsync(LoadOwner owner)
    {
        var agent = new LoadAgent(owner);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var certificate = AgentCertificate.Issue(owner.Key, agent.Id.Value, agent.identityKey.RawPublicKey(), now);
        await owner.Api.RegisterAgentAsync(
            new AgentRegistration(agent.Id, "load", certificate.Bytes.ToArray()), default);

        var from = now - Cxe1Limits.Hour;
        var deviceCertificate = DeviceCertificate.Issue(
            agent.identityKey, agent.Id.Value, agent.Device.Device, agent.Device.DskPublic, from,
            from + Cxe1Limits.DeviceCertificateLife);
        agent.Device.AcceptCertificate(agent.Store, deviceCertificate, agent.Identity.Aik);
        var device = new DeviceId(agent.Device.Device);
        await owner.Api.EnrolDeviceAsync(
            agent.Id, new DeviceRegistration(device, "load", deviceCertificate.Bytes.ToArray()), default);
        return agent;
    }

    /// <summary>Publishes the device list and a prekey, so that peers can seal to this agent.</summary>
    public async Task PublishAsync()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        devices = DeviceList.Issue(
            identityKey, Id.Value, now, [new ListedDevice(Device.Device, Device.DskPublic, now)], previous: null);
        prekey = PrekeyShelf.Publish(Store, Device, PrekeyKind.SignedPrekey, 1, now)[0];
        var api = await SignInAsync();
        await api.PublishDirectoryAsync(Id, devices.Bytes.ToArray(), default);
        await api.PublishPrekeyAsync(Id, new DeviceId(Device.Device), prekey.Bytes.ToArray(), default);
    }

    /// <summary>Connects the two under contracts that let every category pass.</summary>
    public async Task<ConnectionContext> ConnectAsync(LoadAgent peer)
    {
        // Nobody reads along: readers beyond the two devices would be measured too.
        var open = new TermsInfo(Category.BuiltIn.ToDictionary(c => c.Name, _ => Both), OwnerReads: false);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var secret = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        var offer = TermsSigning.Offer(owner.Key, Identity, secret, open, now);
        var accepted = TermsSigning.First(peer.owner.Key, peer.Identity, Identity, open, [], now);
        var invite = await owner.Api.CreateInviteAsync(
            Id, new InviteUpload(open, offer.Bytes.ToArray(), null, null, null, null), default);
        await peer.owner.Api.AcceptInviteAsync(
            peer.Id, new InviteAcceptRequest(invite.Code, open, accepted.Bytes.ToArray(), new byte[32]), default);
        return new ConnectionContext
        {
            Connection = accepted.Connection,
            Own = Identity,
            Peer = peer.Identity,
            OwnTerms = [offer],
            PeerTerms = [accepted],
            Offers = [offer.Connection],
        };
    }

    public AgentDirectory Directory() =>
        AgentDirectory.TryVerify(
            Identity, [devices!], [Device.Certificate!], [prekey!], out var directory, out var error)
            ? directory
            : throw new InvalidOperationException(error.ToString());

    private async Task<ExchangeApi> SignInAsync()
    {
        var challenge = await owner.Anonymous.GetChallengeAsync();
        var expiry = Sessions.ExpiryFor(challenge);
        var signature = Sessions.Prove(
            Device.Dsk, owner.Anonymous.Server, Id.Value, Device.Device, challenge.Nonce, expiry);
        var session = await owner.Anonymous.SignInDeviceAsync(
            new DeviceSignIn(Id, new DeviceId(Device.Device), challenge.Nonce, expiry, signature), default);
        return owner.Anonymous.As(session.Session);
    }
}
