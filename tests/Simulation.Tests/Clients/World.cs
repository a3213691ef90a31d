using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Simulation.Tests.Bugs;
using ContextExchange.Simulation.Tests.Cluster;
using ContextExchange.Simulation.Tests.Runs;

namespace ContextExchange.Simulation.Tests.Clients;

/// <summary>Everybody outside of the cluster, and what they share: the network, chance, and what was signed.</summary>
internal sealed class World
{
    // Keys cost time and decide nothing: all runs have the same.
    private static readonly Key[] Keys =
        [.. Enumerable.Range(0, 24).Select(_ => Key.Create(SignatureAlgorithm.Ed25519))];

    private static readonly string[] Categories =
        ["open", "open", "open", "ask-share", "ask-receive", "ask-both", "closed", "unheard-of"];

    private readonly Dictionary<Bytes32, EpochView> _epochs = [];
    private readonly List<Task> _watched = [];
    private readonly List<string> _unexpected = [];
    private int _attempts;
    private int _keys;

    public World(SimulatedCluster cluster, Random random, PlantedBug? bug, int agents, int messages)
    {
        Cluster = cluster;
        Random = random;
        Bug = bug;
        Network = new Network(cluster, random);
        var client = 0;
        for (var i = 0; i < agents; i++)
        {
            var owner = new TestOwner { Id = new OwnerId(NextId()), Oik = NextKey() };
            var agent = new TestAgent(owner) { Id = new AgentId(NextId()), Aik = NextKey() };
            var devices = Enumerable.Range(0, i == 0 && random.Next(2) == 0 ? 2 : 1)
                .Select(_ => new TestDevice(agent) { Id = new DeviceId(NextId()), Dsk = NextKey() }).ToArray();
            agent.Device = devices[0];
            Parties.Add(new Party(agent, devices, client++));
            Devices.AddRange(devices.Select(device => new SimulatedDevice(this, device, client++)));
        }

        Clients = client;
        var roads = Devices.SelectMany(device => Parties
            .Where(peer => peer.Agent != device.Device.Agent).Select(peer => (device, peer))).ToArray();
        foreach (var (device, peer) in roads)
            Outboxes.Add(new Outbox(this, device, peer, messages / roads.Length + random.Next(3)));
    }

    public SimulatedCluster Cluster { get; }

    public Network Network { get; }

    public Random Random { get; }

    public PlantedBug? Bug { get; }

    public List<Party> Parties { get; } = [];

    public List<SimulatedDevice> Devices { get; } = [];

    public List<Outbox> Outboxes { get; } = [];

    /// <summary>Grains hold observers weakly.</summary>
    public List<MailboxSession> Sessions { get; } = [];

    /// <summary>How many places in the network there are.</summary>
    public int Clients { get; }

    public DateTimeOffset Now => Cluster.Time.GetUtcNow();

    /// <summary>Nothing goes wrong any more; whoever put something off does it now.</summary>
    public bool IsHealed { get; set; }

    /// <summary>Changes of connections that have no answer yet.</summary>
    public int Changes { get; set; }

    public IReadOnlyList<string> UnexpectedAnswers => _unexpected;

    public static Terms Terms { get; } = new(
        new Dictionary<string, CategoryLevels>
        {
            ["open"] = new(ConsentLevel.Auto, ConsentLevel.Auto),
            ["ask-share"] = new(ConsentLevel.Ask, ConsentLevel.Auto),
            ["ask-receive"] = new(ConsentLevel.Auto, ConsentLevel.Ask),
            ["ask-both"] = new(ConsentLevel.Ask, ConsentLevel.Ask),
            ["closed"] = new(ConsentLevel.Auto, ConsentLevel.Never),
        },
        OwnerReads: true);

    public Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return new Guid(bytes);
    }

    public int NextAttempt() => ++_attempts;

    public Party PartyOf(TestAgent agent) => Parties.Single(party => party.Agent == agent);

    public Draft Draft() => new(
        Categories[Random.Next(Categories.Length)],
        Random.Next(12) switch { 0 => 1, 1 => 20, 2 => 60, _ => 604_800 },
        Asks: Random.Next(12) == 0);

    public void Remember(byte[] record)
    {
        if (!EpochView.TryParse(record, out var epoch, out var error))
            throw new InvalidOperationException($"The kit's epoch is refused: {error}.");
        _epochs.Add(epoch.EpochHash, epoch);
    }

    public EpochView EpochOf(Bytes32 hash) => _epochs[hash];

    public Task PassAsync(int least, int most) => Cluster.Pass(TimeSpan.FromMilliseconds(Random.Next(least, most)));

    /// <summary>An answer that clients need not reckon with fails the run.</summary>
    public void Unexpected(string answer, bool isKnown)
    {
        Cluster.Recorder.Coverage.Count($"answer: {answer}");
        if (!isKnown) _unexpected.Add(answer);
    }

    /// <summary>Whatever this throws fails the run.</summary>
    public void Watch(Task task) => _watched.Add(task);

    public void ThrowIfSomethingFailed()
    {
        foreach (var task in _watched)
            if (task.IsFaulted) task.GetAwaiter().GetResult();
    }

    /// <summary>Enrols everybody and connects all with all, before anything goes wrong.</summary>
    public async Task SetUpAsync(IGrainFactory grains)
    {
        foreach (var party in Parties) await EnrolAsync(grains, party);
        for (var i = 0; i < Parties.Count; i++)
            for (var j = i + 1; j < Parties.Count; j++)
                await ConnectAsync(grains, Parties[i].Agent, Parties[j].Agent);
    }

    private async Task EnrolAsync(IGrainFactory grains, Party party)
    {
        var agent = party.Agent;
        var owner = grains.GetGrain<IOwnerGrain>(agent.Owner.Id.ToString());
        var grain = grains.GetGrain<IAgentGrain>(agent.Id.ToString());
        Expect(await owner.Create(new OwnerCreation("Ada", null, agent.Owner.PublicKey)));
        Expect(await grain.Create(new AgentCreation(agent.Owner.Id, "Ada's agent", agent.Certify(Now).Bytes)));
        Expect(await owner.AddAgent(agent.Id));
        Expect(await owner.PublishViewer(agent.Owner.NextViewer(Now).Bytes));
        foreach (var device in party.Devices) Expect(await grain.EnrolDevice(device.Certify(Now), byOwner: true));
        Expect(await grain.PublishDirectory(
            agent.Device.Identity, agent.NextDirectory(Now, [.. party.Devices]).Bytes));
    }

    private async Task ConnectAsync(IGrainFactory grains, TestAgent inviter, TestAgent acceptor)
    {
        var at = Now.ToUnixTimeMilliseconds();
        var offer = TestTerms.Offer(inviter, Terms, at);
        var accepted = TestTerms.For(acceptor, inviter, Terms, at);
        Expect(await grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(inviter.Id, acceptor.Id)).Establish(
            new Establishment(
                inviter.Id, offer, acceptor.Id, accepted, ConnectionPolicy.Default, NextId().ToByteArray())));
        inviter.Remember(acceptor, offer);
        acceptor.Remember(inviter, accepted);
    }

    private static void Expect(Refusal refusal)
    {
        if (refusal != Refusal.None) throw new InvalidOperationException($"The simulated world is refused: {refusal}.");
    }

    private Key NextKey() => Keys[_keys++];
}
