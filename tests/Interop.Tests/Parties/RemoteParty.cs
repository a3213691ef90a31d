using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Parties;

/// <summary>A party in a TypeScript peer.</summary>
internal sealed class RemoteParty : IParty
{
    private readonly PeerProcess _process;
    private readonly string _name;
    private readonly ScenarioClock _clock;

    private RemoteParty(PeerProcess process, string name, ScenarioClock clock, AgentIdentity identity)
    {
        _process = process;
        _name = name;
        _clock = clock;
        Identity = identity;
    }

    public AgentIdentity Identity { get; private set; }

    public static async Task<IParty> CreateAsync(PeerProcess process, ScenarioClock clock, Guid connection, string seed)
    {
        var identity = await process.AskAsync<IdentityLine>("create", seed, clock.Now, new { connection, seed });
        return new RemoteParty(process, seed, clock, identity.ToIdentity());
    }

    public static async Task<IParty> AdoptAsync(
        PeerProcess process, ScenarioClock clock, Guid connection, SecretsLine secrets, string seed)
    {
        var given = new { connection, secrets, seed };
        var identity = await process.AskAsync<IdentityLine>("adopt", seed, clock.Now, given);
        return new RemoteParty(process, seed, clock, identity.ToIdentity());
    }

    public Task<PublishedLine> PublishedAsync() => AskAsync<PublishedLine>("published");

    public Task<SecretsLine> SecretsAsync() => AskAsync<SecretsLine>("secrets");

    public Task<Cxe1Error> LearnAsync(PublishedLine peer) => AskAsync<Cxe1Error>("learn", new { published = peer });

    public Task UseOfferAsync(Guid offer) => AskAsync<object>("useOffer", new { offer });

    public Task<Guid> AddDeviceAsync() => AskAsync<Guid>("addDevice");

    public Task CertifyAsync(int device) => AskAsync<object>("certify", new { device });

    public Task PublishPrekeysAsync(int device, PrekeyKind kind, int count) =>
        AskAsync<object>("publishPrekeys", new { device, kind, count });

    public Task PublishListAsync() => AskAsync<object>("publishList");

    public async Task RotateAsync() => Identity = (await AskAsync<IdentityLine>("rotate")).ToIdentity();

    public Task AddViewerAsync() => AskAsync<object>("addViewer");

    public Task IssueTermsAsync(TermsLine terms, AgentIdentity? peer) =>
        AskAsync<object>("issueTerms", new { terms, peer = peer is { } known ? IdentityLine.Of(known) : null });

    public Task RestartAsync(int device) => AskAsync<object>("restart", new { device });

    public Task<IReadOnlyList<SealedLine>> SealAsync(int device, IReadOnlyList<DraftLine> drafts, bool forget) =>
        AskAsync<IReadOnlyList<SealedLine>>("seal", new { device, drafts, forget });

    public Task<IReadOnlyList<ReadLine>> DeliverAsync(int device, IReadOnlyList<ItemLine> items, bool acknowledge) =>
        AskAsync<IReadOnlyList<ReadLine>>("deliver", new { device, items, acknowledge });

    public Task<byte[]?> NackAsync(int device, Bytes32 epoch, Bytes32? envelope, Cxe1Error error) =>
        AskAsync<byte[]?>("nack", new { device, epochHash = epoch, envelopeHash = envelope, error });

    public Task<AnswerLine> AnswerAsync(int device, byte[] nack) =>
        AskAsync<AnswerLine>("answer", new { device, nack });

    public Task<IReadOnlyList<ReadLine>> HistoryAsync(
        int device, byte[] epoch, byte[] rewrap, IReadOnlyList<byte[]> messages) =>
        AskAsync<IReadOnlyList<ReadLine>>("history", new { device, epoch, rewrap, messages });

    public Task<IReadOnlyList<byte[]>> ApproveAsync(IReadOnlyList<DecisionLine> decisions) =>
        AskAsync<IReadOnlyList<byte[]>>("approve", new { decisions });

    public Task<IReadOnlyList<ReadLine>> ReadAsync(IReadOnlyList<ItemLine> items) =>
        AskAsync<IReadOnlyList<ReadLine>>("read", new { items });

    public Task<byte[]> RewrapAsync(byte[] epoch, Guid reader) => AskAsync<byte[]>("rewrap", new { epoch, reader });

    public Task<byte[]> SealNoteAsync(Bytes32 envelope, OwnerSide side, bool toPeer, string text) =>
        AskAsync<byte[]>("sealNote", new { envelopeHash = envelope, side, toPeer, text });

    public Task<NoteLine> OpenNoteAsync(int device, byte[] note, Bytes32 envelope, OwnerSide side, Bytes32 oik) =>
        AskAsync<NoteLine>("openNote", new { device, note, envelopeHash = envelope, side, oik });

    public Task<string> SealVaultAsync(Guid owner, string origin, string name, string passphrase) =>
        AskAsync<string>("sealVault", new { owner, origin, name, passphrase });

    public Task<IReadOnlyList<string>> JudgeAsync(PublishedLine peer, IReadOnlyList<CaseLine> cases) =>
        AskAsync<IReadOnlyList<string>>("judge", new { published = peer, cases });

    private Task<T> AskAsync<T>(string command, object? given = null) =>
        _process.AskAsync<T>(command, _name, _clock.Now, given);
}
