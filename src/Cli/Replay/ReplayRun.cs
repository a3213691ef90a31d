using System.Diagnostics;

namespace ContextExchange.Cli;

/// <summary>
/// Two owners with one agent each, connected over two live sockets, that replay dialogues to each other and check every
/// text.
/// </summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    private static readonly TimeSpan LastArrivals = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan ApprovalInterval = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<Dialogue> _dialogues;
    private readonly IReplayAgent _user;
    private readonly IReplayAgent _system;
    private readonly TermsInfo _terms;
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _background = [];
    private int _unacknowledged;

    private ReplayRun(
        IReadOnlyList<Dialogue> dialogues, IReplayAgent user, IReplayAgent system, TermsInfo terms,
        CancellationToken ct)
    {
        _dialogues = dialogues;
        _user = user;
        _system = system;
        _terms = terms;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Ledger = new ReplayLedger(dialogues);
    }

    public ReplayLedger Ledger { get; }

    /// <summary>Registers both sides in a throw-away folder and connects them.</summary>
    public static async Task<ReplayRun> StartAsync(
        IReadOnlyList<Dialogue> dialogues, Uri server, string folder, ReplayPlan plan, CancellationToken ct)
    {
        var window = plan.Window ?? 1;
        var user = await DotNetReplayAgent.RegisterAsync("user", server, folder, window, ct);
        IReplayAgent system = plan.PeerOnNode
            ? await NodeReplayAgent.StartAsync(server, Path.Combine(folder, "system"), window, ct)
            : await DotNetReplayAgent.RegisterAsync("system", server, folder, window, ct);
        var terms = plan.Contract is { } preset ? TermsInfo.Of(preset) : Everything;
        await system.AcceptAsync(await user.InviteAsync(terms, ct), terms, ct);
        var run = new ReplayRun(dialogues, user, system, terms, ct);
        await run.ConnectAsync();
        return run;
    }

    /// <summary>Turn by turn: each agent speaks after it decrypted the other's words.</summary>
    public async Task<TimeSpan> TurnByTurnAsync()
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var dialogue in _dialogues)
        {
            var thread = AgentId.New().Value;
            ReplayArrival? last = null;
            foreach (var turn in dialogue.Turns)
            {
                var (sender, peer) = SidesOf(turn);
                var answers = last?.Message is { } said && said.Sender != sender.Agent && said.Hop < said.MaxHops;
                var (posted, arrival) = await PostAsync(sender, peer, turn, thread, answers ? last : null);
                // The other side may decrypt it before its receipt is here: both must come.
                var settled = await posted;
                last = settled ? await arrival.WaitAsync(_stop.Token) : last;
            }
        }

        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Both sides send their turns, each with at most this many on the way.</summary>
    public async Task<TimeSpan> StreamAsync(int window)
    {
        var began = Stopwatch.GetTimestamp();
        var arrivals = await Task.WhenAll(StreamAsync(_user, "user", window), StreamAsync(_system, "system", window));
        await Task.WhenAll(arrivals.SelectMany(one => one)).WaitAsync(LastArrivals, _stop.Token)
            .ContinueWith(_ => { }, TaskScheduler.Default);
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_background).ContinueWith(_ => { }, TaskScheduler.Default);
        await _user.DisposeAsync();
        await _system.DisposeAsync();
        _stop.Dispose();
    }

    private static TermsInfo Everything => new(
        Category.BuiltIn.ToDictionary(
            category => category.Name, _ => new CategoryLevels(ConsentLevel.Auto, ConsentLevel.Auto)),
        OwnerReads: true);

    private async Task ConnectAsync()
    {
        await Task.WhenAll(_user.ConnectAsync(_stop.Token), _system.ConnectAsync(_stop.Token));
        foreach (var agent in (IReplayAgent[])[_user, _system])
        {
            _background.Add(ReceiveAsync(agent));
            _background.Add(ApproveAsync(agent));
        }
    }

    private async Task ReceiveAsync(IReplayAgent agent)
    {
        await foreach (var arrival in agent.ReceiveAsync(_stop.Token))
        {
            Ledger.Came(arrival);
            // Not awaited: acknowledgements share a flush with whatever is sent next.
            Interlocked.Increment(ref _unacknowledged);
            _ = agent.AckAsync(arrival).ContinueWith(
                _ => Interlocked.Decrement(ref _unacknowledged), TaskScheduler.Default);
        }
    }

    /// <summary>Each owner approves what waits for them, as it appears.</summary>
    private async Task ApproveAsync(IReplayAgent agent)
    {
        using var timer = new PeriodicTimer(ApprovalInterval);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                await agent.ApproveAsync(_stop.Token);
            }
            catch (ExchangeException)
            {
                // The server is being killed and started again; the next round tries again.
            }
        }
    }

    private async Task<List<Task>> StreamAsync(IReplayAgent sender, string speaker, int window)
    {
        var peer = sender == _user ? _system : _user;
        using var places = new SemaphoreSlim(window, window);
        var receipts = new List<Task>();
        var arrivals = new List<Task>();
        foreach (var dialogue in _dialogues)
        {
            var thread = AgentId.New().Value;
            foreach (var turn in dialogue.Turns.Where(turn => turn.Speaker == speaker))
            {
                await places.WaitAsync(_stop.Token);
                var (settled, arrival) = await PostAsync(sender, peer, turn, thread, null);
                receipts.Add(FinishAsync(settled, arrival));
            }
        }

        await Task.WhenAll(receipts);
        return arrivals;

        async Task FinishAsync(Task<bool> settled, Task arrival)
        {
            var arrives = await settled;
            places.Release();
            if (!arrives) return;
            lock (arrivals) arrivals.Add(arrival);
        }
    }

    /// <summary>Posts a turn. The first task says whether it will arrive: false for what the contract does not
    /// allow.</summary>
    private async Task<(Task<bool> Settled, Task<ReplayArrival> Arrival)> PostAsync(
        IReplayAgent sender, IReplayAgent peer, DialogueTurn turn, Guid thread, ReplayArrival? parent)
    {
        var (id, arrival) = Ledger.Leaves(turn.Text, ExpectedOf(turn));
        var outcome = await sender.PostAsync(peer.Agent, turn, id, thread, parent, _stop.Token);
        return (SettleAsync(id, outcome), arrival);
    }

    /// <summary>What the contract, which is the same on both sides, makes of a turn.</summary>
    private SendStatus ExpectedOf(DialogueTurn turn)
    {
        var levels = _terms.Levels[DialogueFile.CategoryOf(turn).Name];
        return levels.Share == ConsentLevel.Never || levels.Receive == ConsentLevel.Never ? SendStatus.NotAllowed
            : levels.Share == ConsentLevel.Ask || levels.Receive == ConsentLevel.Ask ? SendStatus.Held
            : SendStatus.Accepted;
    }

    private async Task<bool> SettleAsync(Guid id, Task<SendStatus> outcome)
    {
        var status = await outcome;
        Ledger.Settled(id, status);
        return status switch
        {
            SendStatus.Accepted or SendStatus.Held or SendStatus.Duplicate => true,
            SendStatus.NotAllowed => false,
            _ => throw new ExchangeException(SendStatuses.Of(status).Code, SendStatuses.Of(status).Remedy),
        };
    }

    private (IReplayAgent Sender, IReplayAgent Peer) SidesOf(DialogueTurn turn) =>
        turn.Speaker == "user" ? (_user, _system) : (_system, _user);
}
