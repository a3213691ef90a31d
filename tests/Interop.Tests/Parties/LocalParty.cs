using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Parties;

/// <summary>A party in C#, by the library in this process.</summary>
internal sealed class LocalParty : IParty
{
    private readonly List<Viewer> _viewers = [];
    private readonly List<DeviceList> _lists = [];
    private readonly List<DeviceCertificate> _certificates = [];
    private readonly List<Prekey> _prekeys = [];
    private readonly List<ViewerCertificate> _viewerCertificates = [];
    private readonly List<ConnectionTerms> _terms = [];
    private readonly List<Rotation> _rotations = [];
    private AgentCertificate _certificate;
    private PeerSide? _peer;
    private AgentDirectory? _directory;
    private Guid? _offer;

    private LocalParty(
        ScenarioClock clock, Guid connection, string seed, Key oik, Key aik, AgentCertificate certificate)
    {
        Clock = clock;
        Connection = connection;
        Random = new(seed);
        Oik = oik;
        Aik = aik;
        _certificate = certificate;
        Identity = new(certificate.Agent, aik.RawPublicKey(), oik.RawPublicKey());
    }

    public ScenarioClock Clock { get; }

    public Guid Connection { get; }

    public SeededRandom Random { get; }

    public Key Oik { get; }

    public Key Aik { get; private set; }

    public AgentIdentity Identity { get; private set; }

    public List<LocalDevice> Devices { get; } = [];

    public IEnumerable<Key> ViewerKeys => _viewers.Select(viewer => viewer.Ovk);

    /// <summary>What its owner and its first device know of the other side.</summary>
    public AgentDirectory PeerDirectory => Known.Directories[0];

    private PeerSide Known => _peer ?? throw new InvalidOperationException("The other side is not known yet.");

    public static Task<IParty> CreateAsync(ScenarioClock clock, Guid connection, string seed)
    {
        var random = new SeededRandom(seed + " identity");
        var oik = Exportable(SignatureAlgorithm.Ed25519, random.Bytes(32));
        var aik = Exportable(SignatureAlgorithm.Ed25519, random.Bytes(32));
        var certificate = AgentCertificate.Issue(oik, random.NextId(), aik.RawPublicKey(), clock.Now);
        return Task.FromResult<IParty>(new LocalParty(clock, connection, seed, oik, aik, certificate));
    }

    public static Task<IParty> AdoptAsync(ScenarioClock clock, Guid connection, SecretsLine secrets, string seed)
    {
        var published = secrets.Published;
        var party = new LocalParty(
            clock,
            connection,
            seed,
            Exportable(SignatureAlgorithm.Ed25519, secrets.Oik),
            Exportable(SignatureAlgorithm.Ed25519, secrets.Aik),
            Records.AgentCertificate(published.Certificate));
        party._lists.AddRange(published.Lists.Select(Records.DeviceList));
        party._certificates.AddRange(published.Certificates.Select(Records.DeviceCertificate));
        party._prekeys.AddRange(published.Prekeys.Select(Records.Prekey));
        party._viewerCertificates.AddRange(published.Viewers.Select(Records.ViewerCertificate));
        party._terms.AddRange(published.Terms.Select(Records.Terms));
        party._viewers.AddRange(secrets.Viewers.Select(one =>
            new Viewer(one.Viewer, Exportable(KeyAgreementAlgorithm.X25519, one.Ovk), one.NotBefore, one.NotAfter)));
        party.Devices.AddRange(secrets.Devices.Select(rows => LocalDevice.Load(party, rows)));
        return Task.FromResult<IParty>(party);
    }

    public Task<PublishedLine> PublishedAsync() => Task.FromResult(Published());

    public Task<SecretsLine> SecretsAsync() => Task.FromResult(new SecretsLine(
        Oik.Export(KeyBlobFormat.RawPrivateKey),
        Aik.Export(KeyBlobFormat.RawPrivateKey),
        [.. _viewers.Select(one => new ViewerLine(
            one.Id, one.Ovk.Export(KeyBlobFormat.RawPrivateKey), one.NotBefore, one.NotAfter))],
        Published(),
        [.. Devices.Select(device => device.Rows())]));

    public Task<Cxe1Error> LearnAsync(PublishedLine peer)
    {
        var identity = peer.Identity.ToIdentity();
        var certificate = Records.AgentCertificate(peer.Certificate);
        if (certificate.Agent != identity.Agent || certificate.Aik != identity.Aik)
            return Task.FromResult(Cxe1Error.WrongIdentity);
        if (!certificate.VerifySignature(identity.Oik)) return Task.FromResult(Cxe1Error.SignatureInvalid);
        Rotation[] rotations = [.. (peer.Rotations ?? []).Select(Records.Rotation)];
        if (_peer is { } known)
        {
            var error = RotationChain.Follow(known.Identity, identity.Aik, rotations, Clock.Now, out identity);
            if (error != Cxe1Error.None) return Task.FromResult(error);
        }
        else
        {
            identity = RotationChain.Before(identity, rotations);
        }
        var directories = new List<AgentDirectory>();
        for (var device = 0; device < 2; device++)
        {
            if (!AgentDirectory.TryVerify(
                identity,
                [.. peer.Lists.Select(Records.DeviceList)],
                [.. peer.Certificates.Select(Records.DeviceCertificate)],
                [.. peer.Prekeys.Select(Records.Prekey).Where((one, i) => IsSigned(one) || i % 2 == device)],
                [.. peer.Viewers.Select(Records.ViewerCertificate)],
                out var directory,
                out var refusal))
                return Task.FromResult(refusal);
            directories.Add(directory);
        }
        _peer = new(identity, directories, [.. peer.Terms.Select(Records.Terms)]);
        return Task.FromResult(Cxe1Error.None);
    }

    public Task UseOfferAsync(Guid offer)
    {
        _offer = offer;
        return Task.CompletedTask;
    }

    public Task<Guid> AddDeviceAsync()
    {
        var device = new LocalDevice(this);
        Devices.Add(device);
        Certify(device);
        _prekeys.AddRange(device.PublishPrekeys(PrekeyKind.SignedPrekey, 1));
        _directory = null;
        return Task.FromResult(device.Keys.Device);
    }

    public Task CertifyAsync(int device)
    {
        Certify(Devices[device]);
        return Task.CompletedTask;
    }

    public Task PublishPrekeysAsync(int device, PrekeyKind kind, int count)
    {
        _prekeys.AddRange(Devices[device].PublishPrekeys(kind, count));
        _directory = null;
        return Task.CompletedTask;
    }

    public Task PublishListAsync()
    {
        var previous = _lists.LastOrDefault();
        var listed = (previous?.Devices ?? []).ToList();
        foreach (var device in Devices)
            if (listed.All(one => one.Device != device.Keys.Device))
                listed.Add(new(device.Keys.Device, device.Keys.DskPublic, Clock.Now));
        _lists.Add(DeviceList.Issue(Aik, Identity.Agent, Clock.Now, listed, previous));
        _directory = null;
        return Task.CompletedTask;
    }

    public async Task RotateAsync()
    {
        var (old, next) = (Aik, Exportable(SignatureAlgorithm.Ed25519, Random.Bytes(32)));
        _rotations.Add(Rotation.OfAgent(old, Identity.Agent, next.RawPublicKey(), Clock.Now));
        Assert.Equal(
            Cxe1Error.None,
            RotationChain.Follow(Identity, next.RawPublicKey(), [_rotations[^1]], Clock.Now, out var identity));
        (Identity, Aik) = (identity, next);
        _certificate = AgentCertificate.Issue(Oik, identity.Agent, identity.Aik, Clock.Now);
        await PublishListAsync();
        foreach (var device in Devices) Certify(device);
    }

    public Task AddViewerAsync()
    {
        var ovk = Exportable(KeyAgreementAlgorithm.X25519, Random.Bytes(32));
        var viewer = new Viewer(Random.NextId(), ovk, Clock.Now, Clock.Now + Cxe1Limits.ViewerLife);
        _viewers.Add(viewer);
        _viewerCertificates.Add(ViewerCertificate.Issue(
            Oik, viewer.Id, ovk.RawPublicKey(), viewer.NotBefore, viewer.NotAfter));
        _directory = null;
        return Task.CompletedTask;
    }

    public Task IssueTermsAsync(TermsLine terms, AgentIdentity? peer)
    {
        var own = TermsParty.Of(Identity);
        var categories = terms.Categories.Select(one => one.ToTerms());
        if (terms.Offer is { } secret)
        {
            _offer = ConnectionTerms.OfferId(secret);
            _terms.Add(ConnectionTerms.IssueOffer(Oik, secret, own, Clock.Now, terms.OwnerRead, categories));
            return Task.CompletedTask;
        }
        var party = peer is { } known ? TermsParty.Of(known) : default;
        _terms.Add(ConnectionTerms.Issue(
            Oik, Connection, own, party, Clock.Now, terms.OwnerRead, categories, _terms.LastOrDefault()));
        return Task.CompletedTask;
    }

    public Task RestartAsync(int device)
    {
        Devices[device].Restart();
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SealedLine>> SealAsync(int device, IReadOnlyList<DraftLine> drafts, bool forget) =>
        Task.FromResult(Devices[device].Seal(drafts, forget));

    public Task<IReadOnlyList<ReadLine>> DeliverAsync(int device, IReadOnlyList<ItemLine> items, bool acknowledge) =>
        Task.FromResult(Devices[device].Deliver(items, acknowledge));

    public Task<byte[]?> NackAsync(int device, Bytes32 epoch, Bytes32? envelope, Cxe1Error error) =>
        Task.FromResult(Devices[device].Nack(epoch, envelope, error));

    public Task<AnswerLine> AnswerAsync(int device, byte[] nack) => Task.FromResult(Devices[device].Answer(nack));

    public Task<IReadOnlyList<ReadLine>> HistoryAsync(
        int device, byte[] epoch, byte[] rewrap, IReadOnlyList<byte[]> messages) =>
        Task.FromResult(Devices[device].History(epoch, rewrap, messages));

    public Task<IReadOnlyList<byte[]>> ApproveAsync(IReadOnlyList<DecisionLine> decisions) =>
        Task.FromResult(LocalOwner.Approve(this, decisions));

    public Task<IReadOnlyList<ReadLine>> ReadAsync(IReadOnlyList<ItemLine> items) =>
        Task.FromResult(LocalOwner.Read(this, items));

    public Task<byte[]> RewrapAsync(byte[] epoch, Guid reader) =>
        Task.FromResult(LocalOwner.Rewrap(this, epoch, reader));

    public Task<byte[]> SealNoteAsync(Bytes32 envelope, OwnerSide side, bool toPeer, string text) =>
        Task.FromResult(LocalOwner.SealNote(this, envelope, side, toPeer, text));

    public Task<NoteLine> OpenNoteAsync(int device, byte[] note, Bytes32 envelope, OwnerSide side, Bytes32 oik) =>
        Task.FromResult(Devices[device].OpenNote(note, envelope, side, oik));

    public Task<string> SealVaultAsync(Guid owner, string origin, string name, string passphrase) =>
        Task.FromResult(LocalOwner.SealVault(this, owner, origin, name, passphrase));

    public Task<IReadOnlyList<string>> JudgeAsync(PublishedLine peer, IReadOnlyList<CaseLine> cases) =>
        Task.FromResult(Fuzzing.LocalJudge.Judge(this, peer, cases));

    /// <summary>What one of its devices knows of the other side.</summary>
    public AgentDirectory PeerDirectoryOf(LocalDevice device) =>
        Known.Directories[Devices.IndexOf(device) == 1 ? 1 : 0];

    /// <summary>
    /// Its own records, verified like those of anybody else; of its own one-time prekeys no device gets any.
    /// </summary>
    public AgentDirectory Directory()
    {
        if (_directory is not null) return _directory;
        List<Prekey> prekeys = [.. _prekeys.Where(IsSigned)];
        return AgentDirectory.TryVerify(
            Identity, _lists, _certificates, prekeys, _viewerCertificates, out _directory, out var error)
            ? _directory
            : throw new InvalidOperationException($"The own directory is refused: {error}.");
    }

    /// <summary>What a device is told about the connection.</summary>
    public ConnectionContext Context() => new()
    {
        Connection = Connection,
        Own = Identity,
        Peer = Known.Identity,
        OwnTerms = [.. _terms.TakeLast(TermsChain.MaxKnown)],
        PeerTerms = [.. Known.Terms.TakeLast(TermsChain.MaxKnown)],
        Offers = _offer is { } offer ? [offer] : [],
    };

    public IEnumerable<VaultViewer> VaultViewers() =>
        _viewers.Select(one => new VaultViewer(one.Id, one.Ovk, one.NotBefore, one.NotAfter));

    public static Key Exportable(Algorithm algorithm, byte[] bytes)
    {
        var exportable = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.Import(algorithm, bytes, KeyBlobFormat.RawPrivateKey, in exportable);
    }

    private PublishedLine Published()
    {
        static IReadOnlyList<byte[]> All(IEnumerable<SignedRecord> records) =>
            [.. records.Select(one => one.Bytes.ToArray())];
        return new(
            IdentityLine.Of(Identity),
            _certificate.Bytes.ToArray(),
            All(_lists),
            All(_certificates),
            All(_prekeys),
            All(_viewerCertificates),
            All(_terms),
            All(_rotations));
    }

    private void Certify(LocalDevice device)
    {
        var (keys, end) = (device.Keys, Clock.Now + Cxe1Limits.DeviceCertificateLife);
        var certificate = DeviceCertificate.Issue(Aik, keys.Agent, keys.Device, keys.DskPublic, Clock.Now, end);
        Assert.Equal(Cxe1Error.None, keys.AcceptCertificate(device.Store, certificate, Identity.Aik));
        _certificates.Add(certificate);
        _directory = null;
    }

    private static bool IsSigned(Prekey prekey) => prekey.Kind == PrekeyKind.SignedPrekey;

    /// <param name="Directories">By own device: a server hands each one-time prekey to one sender.</param>
    private sealed record PeerSide(
        AgentIdentity Identity, IReadOnlyList<AgentDirectory> Directories, IReadOnlyList<ConnectionTerms> Terms);

    private sealed record Viewer(Guid Id, Key Ovk, long NotBefore, long NotAfter);
}
