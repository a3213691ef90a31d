using ContextExchange.Grains.Storage;
using ContextExchange.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>A silo with the grains and a store in memory, on time that stands still.</summary>
internal sealed class Exchange : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private readonly Action<GrainsOptions>? _configure;
    private TestSilo? _silo;

    private Exchange(Action<GrainsOptions>? configure, ManualTime? time = null, MemoryStore? store = null)
    {
        _configure = configure;
        Time = time ?? new ManualTime(Start);
        Store = store ?? new MemoryStore(Time);
    }

    public ManualTime Time { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public IGrainFactory Grains => Silo.Grains;

    public MemoryStore Store { get; }

    /// <summary>What every silo of this store posts.</summary>
    public PostProbe Post { get; private init; } = new();

    public int ActivationCount => Silo.ActivationCount;

    public ILogStore Log => Store;

    private TestSilo Silo => _silo ?? throw new InvalidOperationException("The silo is not started.");

    public static ServerSecrets Secrets { get; } = new()
    {
        Pepper = Enumerable.Repeat((byte)1, 32).ToArray(),
        LineageKey = Enumerable.Repeat((byte)2, 32).ToArray(),
        ColumnKey = Enumerable.Repeat((byte)3, 32).ToArray(),
    };

    public static async Task<Exchange> StartAsync(Action<GrainsOptions>? configure = null)
    {
        var exchange = new Exchange(configure);
        await exchange.StartSiloAsync();
        return exchange;
    }

    /// <summary>Another silo on the same store: its activations and this one's know nothing of each other.</summary>
    public async Task<Exchange> BesideAsync()
    {
        var other = new Exchange(_configure, Time, Store) { Post = Post };
        await other.StartSiloAsync();
        return other;
    }

    /// <summary>Kills the silo: nothing in memory is left, and none of its timers ticks any more.</summary>
    public Task KillAsync() => Silo.KillAsync();

    /// <summary>Kills the silo and starts another on the same store.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await Silo.DisposeAsync();
        await StartSiloAsync();
    }

    /// <summary>Moves time and has the due table swept.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await SweepAsync();
    }

    /// <summary>Wakes whatever is due, until nothing is.</summary>
    public async Task SweepAsync()
    {
        for (var round = 0; round < 10; round++)
        {
            var due = await ((IDueTable)Store).ReadDueAsync(Now, 1_000);
            if (due.Count == 0) return;
            foreach (var row in due) await GrainOf(row).CarryOutDue();
        }

        Assert.Fail("Something stays due.");
    }

    public IAgentGrain AgentOf(TestAgent agent) => Grains.GetGrain<IAgentGrain>(agent.Id.ToString());

    public IOwnerGrain OwnerOf(TestOwner owner) => Grains.GetGrain<IOwnerGrain>(owner.Id.ToString());

    public IConnectionGrain Between(TestAgent one, TestAgent other) =>
        Grains.GetGrain<IConnectionGrain>(ConnectionKey.Between(one.Id, other.Id));

    /// <summary>
    /// Creates owner and agent, enrols its device, publishes the first device list and the owner's viewer.
    /// </summary>
    public async Task<TestAgent> EnrolAsync(TestOwner? owner = null, bool hasViewer = true)
    {
        var agent = new TestAgent(owner);
        Assert.Equal(
            Refusal.None, await OwnerOf(agent.Owner).Create(new OwnerCreation("Ada", null, agent.Owner.PublicKey)));
        Assert.Equal(Refusal.None, await AgentOf(agent).Create(
            new AgentCreation(agent.Owner.Id, "Ada's agent", agent.Certify(Now).Bytes)));
        Assert.Equal(Refusal.None, await OwnerOf(agent.Owner).AddAgent(agent.Id));
        if (hasViewer && agent.Owner.Viewer is null)
            Assert.Equal(
                Refusal.None, await OwnerOf(agent.Owner).PublishViewer(agent.Owner.NextViewer(Now).Bytes));
        Assert.Equal(Refusal.None, await AgentOf(agent).EnrolDevice(agent.Device.Certify(Now), byOwner: false));
        Assert.Equal(Refusal.None, await AgentOf(agent).PublishDirectory(
            agent.Device.Identity, agent.NextDirectory(Now, agent.Device).Bytes));
        return agent;
    }

    /// <summary>Two agents of two owners with the same terms on both sides.</summary>
    public async Task<Pair> ConnectAsync(Terms? terms = null, ConnectionPolicy? policy = null)
    {
        TestAgent one = await EnrolAsync(), other = await EnrolAsync();
        return await ConnectAsync(one, other, terms, terms, policy);
    }

    public async Task<Pair> ConnectAsync(
        TestAgent one, TestAgent other, Terms? terms = null, Terms? otherTerms = null, ConnectionPolicy? policy = null)
    {
        var usual = Contracts.Of(ContractPreset.Colleagues);
        Assert.Equal(Refusal.None, await EstablishAsync(one, other, terms ?? usual, otherTerms ?? usual, policy));
        return new Pair(this, one, other);
    }

    /// <summary>Both sides sign; on success the kit's epochs name these terms.</summary>
    public async Task<Refusal> EstablishAsync(
        TestAgent inviter, TestAgent acceptor, Terms terms, Terms otherTerms, ConnectionPolicy? policy = null)
    {
        var offer = TestTerms.Offer(inviter, terms, TestTerms.After(inviter, acceptor, Now));
        var accepted = TestTerms.For(acceptor, inviter, otherTerms, TestTerms.After(acceptor, inviter, Now));
        var refusal = await Between(inviter, acceptor).Establish(new Establishment(
            inviter.Id, offer, acceptor.Id, accepted, policy ?? ConnectionPolicy.Default,
            EnvelopeId.New().Value.ToByteArray()));
        if (refusal != Refusal.None) return refusal;
        inviter.Remember(acceptor, offer);
        acceptor.Remember(inviter, accepted);
        return refusal;
    }

    public async Task<MailboxEntry[]> MailOfAsync(TestAgent agent)
    {
        List<MailboxEntry> entries = [];
        while (true)
        {
            var page = await AgentOf(agent).ReadMailbox(entries.Count, 200);
            Assert.Equal(Refusal.None, page.Refusal);
            if (page.Entries.Count == 0) return [.. entries];
            entries.AddRange(page.Entries);
        }
    }

    public async Task<Notice[]> NoticesOfAsync(TestAgent agent) =>
    [
        .. (await MailOfAsync(agent)).Where(entry => entry.Kind == EntryKind.Notice).Select(entry =>
        {
            Assert.True(Notice.TryParse(entry.Body.Span, out var notice));
            return notice!;
        }),
    ];

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    private IDeadlineGrain GrainOf(DueGrain row) => row.Kind switch
    {
        DueKind.Agent => Grains.GetGrain<IAgentGrain>(row.Key),
        DueKind.Owner => Grains.GetGrain<IOwnerGrain>(row.Key),
        DueKind.Connection => Grains.GetGrain<IConnectionGrain>(row.Key),
        DueKind.Idempotency => Grains.GetGrain<IIdempotencyGrain>(row.Key),
        DueKind.Notices => Grains.GetGrain<INoticesGrain>(row.Key),
        DueKind.LoginRequest => Grains.GetGrain<ILoginRequestGrain>(row.Key),
        _ => Grains.GetGrain<IInviteGrain>(row.Key),
    };

    private async Task StartSiloAsync() => _silo = await TestSilo.StartAsync(silo =>
    {
        silo.Services.AddSingleton<TimeProvider>(Time);
        silo.Services.AddSingleton(Secrets);
        silo.Services.AddMemoryStorage();
        silo.Services.AddSingleton(Store);
        silo.Services.AddSingleton<INoticePost>(Post);
        silo.Services.AddContextExchangeGrains(_configure);
    });
}
