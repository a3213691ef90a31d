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
    private readonly AgentClient _user;
    private readonly AgentClient _system;
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _background = [];
    private int _unacknowledged;

    private ReplayRun(IReadOnlyList<Dialogue> dialogues, AgentClient user, AgentClient system, CancellationToken ct)
    {
        _dialogues = dialogues;
        _user = user;
        _system = system;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Ledger = new ReplayLedger(dialogues);
    }

    public ReplayLedger Ledger { get; }

    /// <summary>Registers both sides in a throw-away folder and connects them.</summary>
    public static async Task<ReplayRun> StartAsync(
        IReadOnlyList<Dialogue> dialogues, Uri server, string folder, ContractPreset? contract, int window,
        CancellationToken ct)
    {
        var user = await RegisterAsync("user", server, folder, window, ct);
        var system = await RegisterAsync("system", server, folder, window, ct);
        var terms = contract is { } preset ? TermsInfo.Of(preset) : Everything;
        var link = await user.InviteAsync(new InviteRequest(Terms: terms), ct);
        await system.AcceptAsync(link, terms: terms, ct: ct);
        var run = new ReplayRun(dialogues, user, system, ct);
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
            ReceivedMessage? last = null;
            foreach (var turn in dialogue.Turns)
            {
                var (sender, peer) = SidesOf(turn);
                var answers = last is not null && last.Sender != sender.Profile.Agent && last.Hop < last.MaxHops;
                var parent = answers ? last : null;
                var (posted, arrival) = await PostAsync(sender, peer, turn, thread, parent);
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

    private static async Task<AgentClient> RegisterAsync(
        string name, Uri server, string folder, int window, CancellationToken ct)
    {
        var path = Path.Combine(folder, name);
        PrivateFile.CreateFolder(path);
        using var protection = StoreProtection.FromKeyFile(Path.Combine(path, "device.key"));
        var store = DeviceStore.Open(Path.Combine(path, "device.db"), protection);
        // A server that was killed is back within seconds: waiting longer would only measure patience.
        var client = await AgentClient.OpenAsync(
            DeviceProfile.Create(store, server, name),
            new AgentClientOptions { MaxInFlight = window, LongestDelay = TimeSpan.FromMilliseconds(500) }, ct);
        await client.RegisterAsync(ct: ct);
        return client;
    }

    private async Task ConnectAsync()
    {
        await Task.WhenAll(_user.ConnectAsync(_stop.Token), _system.ConnectAsync(_stop.Token));
        foreach (var client in (AgentClient[])[_user, _system])
        {
            _background.Add(ReceiveAsync(client));
            _background.Add(ApproveAsync(client));
        }
    }

    private async Task ReceiveAsync(AgentClient client)
    {
        await foreach (var item in client.ReceiveAsync(_stop.Token))
        {
            Ledger.Came(item);
            // Not awaited: acknowledgements share a flush with whatever is sent next.
            Interlocked.Increment(ref _unacknowledged);
            _ = client.AckAsync(item).ContinueWith(
                _ => Interlocked.Decrement(ref _unacknowledged), TaskScheduler.Default);
        }
    }

    /// <summary>Each owner approves what waits for them, as it appears.</summary>
    private async Task ApproveAsync(AgentClient client)
    {
        using var timer = new PeriodicTimer(ApprovalInterval);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                foreach (var held in await client.Owner.GetApprovalsAsync(_stop.Token))
                    await client.Owner.ApproveAsync(held, _stop.Token);
            }
            catch (ExchangeException)
            {
                // The server is being killed and started again; the next round tries again.
            }
        }
    }

    private async Task<List<Task>> StreamAsync(AgentClient sender, string speaker, int window)
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
    private async Task<(Task<bool> Settled, Task<ReceivedMessage> Arrival)> PostAsync(
        AgentClient sender, AgentClient peer, DialogueTurn turn, Guid thread, ReceivedMessage? parent)
    {
        var (id, arrival) = Ledger.Leaves(turn.Text);
        try
        {
            var posted = await sender.PostAsync(
                peer.Profile.Agent, DialogueFile.CategoryOf(turn),
                new Message { Text = turn.Text, Thread = thread, LogicalId = id },
                new SendOptions { InReplyTo = parent }, _stop.Token);
            return (SettleAsync(id, posted.Receipt), arrival);
        }
        catch (SendRefusedException e) when (e.Status == SendStatus.NotAllowed)
        {
            // The signed contract forbids it: nothing was sealed.
            Ledger.Settled(id, e.Status);
            return (Task.FromResult(false), arrival);
        }
    }

    private async Task<bool> SettleAsync(Guid id, Task<SendReceipt> receipt)
    {
        try
        {
            Ledger.Settled(id, (await receipt.WaitAsync(_stop.Token)).Status);
            return true;
        }
        catch (SendRefusedException e) when (e.Status == SendStatus.NotAllowed)
        {
            Ledger.Settled(id, e.Status);
            return false;
        }
    }

    private (AgentClient Sender, AgentClient Peer) SidesOf(DialogueTurn turn) =>
        turn.Speaker == "user" ? (_user, _system) : (_system, _user);
}
