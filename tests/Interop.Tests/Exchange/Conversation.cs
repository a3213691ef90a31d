using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;
using ContextExchange.Interop.Tests.Peers;

namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>Two connected parties, each in its language, and a test between them that carries bytes.</summary>
internal sealed class Conversation
{
    /// <summary>Of every kind: free, asked of the sender's, the recipient's or both owners, refused.</summary>
    public static IReadOnlyList<CategoryLine> Categories { get; } =
    [
        CategoryLine.Of("schedule", ConsentLevel.Auto, ConsentLevel.Auto),
        CategoryLine.Of("knowledge", ConsentLevel.Auto, ConsentLevel.Auto),
        CategoryLine.Of("projects", ConsentLevel.Ask, ConsentLevel.Auto),
        CategoryLine.Of("requests", ConsentLevel.Auto, ConsentLevel.Ask),
        CategoryLine.Of("personal", ConsentLevel.Ask, ConsentLevel.Ask),
        CategoryLine.Of("health", ConsentLevel.Never, ConsentLevel.Never),
    ];

    private readonly PeerPrograms _programs;
    private readonly Dictionary<Bytes32, byte[]> _epochs = [];

    private Conversation(PeerPrograms programs, string seed)
    {
        _programs = programs;
        Seed = seed;
        Random = new(seed + " conversation");
        Connection = Random.NextId();
    }

    public string Seed { get; }

    public ScenarioClock Clock { get; } = new();

    public SeededRandom Random { get; }

    public Guid Connection { get; }

    public IParty Alice { get; private set; } = null!;

    public IParty Bob { get; private set; } = null!;

    /// <summary>Two sides that have published everything and learned it of each other.</summary>
    /// <param name="programs">The TypeScript peers.</param>
    /// <param name="alice">Alice's language.</param>
    /// <param name="bob">Bob's language.</param>
    /// <param name="seed">Of all keys and choices.</param>
    /// <param name="devices">Devices of each side.</param>
    /// <param name="terms">Of both sides; null: the owners read everything.</param>
    public static async Task<Conversation> OpenAsync(
        PeerPrograms programs, Language alice, Language bob, string seed, int devices = 1, TermsLine? terms = null)
    {
        var talk = await StartAsync(programs, alice, bob, seed, devices);
        terms ??= new(OwnerRead.Everything, Categories);
        await talk.Alice.IssueTermsAsync(terms, talk.Bob.Identity);
        await talk.Bob.IssueTermsAsync(terms, talk.Alice.Identity);
        await talk.RefreshAsync();
        return talk;
    }

    /// <summary>The same before anybody has signed terms.</summary>
    public static async Task<Conversation> StartAsync(
        PeerPrograms programs, Language alice, Language bob, string seed, int devices = 1)
    {
        var talk = new Conversation(programs, seed);
        talk.Alice = await talk.CreateAsync(alice, seed + " alice");
        talk.Bob = await talk.CreateAsync(bob, seed + " bob");
        foreach (var party in (IParty[])[talk.Alice, talk.Bob])
        {
            for (var i = 0; i < devices; i++) await party.AddDeviceAsync();
            await party.PublishListAsync();
            await party.AddViewerAsync();
        }
        return talk;
    }

    /// <summary>Each side learns what the other has published.</summary>
    public async Task RefreshAsync()
    {
        Assert.Equal(Cxe1Error.None, await Alice.LearnAsync(await Bob.PublishedAsync()));
        Assert.Equal(Cxe1Error.None, await Bob.LearnAsync(await Alice.PublishedAsync()));
    }

    public IParty PeerOf(IParty party) => party == Alice ? Bob : Alice;

    public byte[] Epoch(Bytes32 epochHash) => _epochs[epochHash];

    public static byte[] Join(byte[] envelope, params IEnumerable<byte[]> approvals) =>
        DeliveredMessage.Join(envelope, approvals.Select(Records.Approval));

    /// <summary>Another party in a language, of this connection.</summary>
    public Task<IParty> CreateAsync(Language language, string name) => language == Language.CSharp
        ? LocalParty.CreateAsync(Clock, Connection, name)
        : RemoteParty.CreateAsync(Process(language), Clock, Connection, name);

    /// <summary>A party in another language, by its secrets; with or without its devices.</summary>
    public Task<IParty> AdoptAsync(Language language, SecretsLine secrets, string name) => language == Language.CSharp
        ? LocalParty.AdoptAsync(Clock, Connection, secrets, name)
        : RemoteParty.AdoptAsync(Process(language), Clock, Connection, secrets, name);

    public PeerProcess Process(Language language) => language switch
    {
        Language.Node => _programs.Node,
        Language.Chromium => _programs.Chromium,
        Language.PlainPage => _programs.PlainPage,
        _ => throw new ArgumentOutOfRangeException(nameof(language)),
    };

    public DraftLine Draft(string text, string category = "schedule") => new()
    {
        Category = Category.IdOf(category),
        ThreadId = Random.NextId(),
        LogicalId = Random.NextId(),
        Text = text,
    };

    /// <summary>Seals drafts, all of which must be sealed; their epochs are remembered.</summary>
    public async Task<IReadOnlyList<Sent>> SealAsync(
        IParty from, int device, IReadOnlyList<DraftLine> drafts, bool forget = false)
    {
        var lines = await from.SealAsync(device, drafts, forget);
        Assert.Equal(drafts.Count, lines.Count);
        return [.. drafts.Zip(lines, Remember)];
    }

    public async Task<Sent> SealAsync(IParty from, DraftLine draft) => (await SealAsync(from, 0, [draft]))[0];

    public async Task<Sent> SealAsync(IParty from, string text, string category = "schedule") =>
        await SealAsync(from, Draft(text, category));

    /// <summary>Keeps the epoch of a sealed message.</summary>
    public Sent Remember(DraftLine draft, SealedLine line)
    {
        Assert.Equal(Cxe1Error.None, line.Error);
        if (line.Epoch is not null) _epochs[Records.Epoch(line.Epoch).EpochHash] = line.Epoch;
        var envelope = line.Envelope ?? throw new InvalidOperationException("A sealed message has its bytes.");
        return new(draft, envelope, Records.Envelope(envelope).EpochHash);
    }

    /// <summary>Gives an epoch and then its message to a party's first device.</summary>
    public async Task<ReadLine> DeliverAsync(IParty to, Sent sent, params IEnumerable<byte[]> approvals)
    {
        var delivered = Join(sent.Envelope, approvals);
        var lines = await to.DeliverAsync(0, [ItemLine.OfEpoch(Epoch(sent.EpochHash)), ItemLine.OfMessage(delivered)]);
        Assert.Equal(Cxe1Error.None, lines[0].Error);
        return lines[1];
    }

    /// <summary>Sends a text that nobody has to approve all the way.</summary>
    public async Task<Sent> ExchangeAsync(IParty from, string text)
    {
        var sent = await SealAsync(from, text);
        var line = await DeliverAsync(PeerOf(from), sent);
        Assert.Equal((Cxe1Error.None, text), (line.Error, line.Message?.Text));
        return sent;
    }

    /// <summary>An owner's approval of a sealed message.</summary>
    public async Task<byte[]> ApproveAsync(
        IParty owner,
        Sent sent,
        OwnerSide side,
        ApprovalDecision decision = ApprovalDecision.Approve,
        long? expiry = null) =>
        (await owner.ApproveAsync([new(sent.Envelope, Epoch(sent.EpochHash), side, decision, expiry)]))[0];
}
