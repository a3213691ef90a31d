using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Storage;
using Microsoft.Extensions.Options;

namespace ContextExchange.Grains.Connections;

/// <summary>
/// One connection of two agents. It owns both contracts, the senders' numbers and the holds; it never opens a
/// message, and it calls agents and the store, never a session or an invite. Reentrant: messages are decided and
/// numbered before the first await; changes hold new messages back until those under way have returned.
/// </summary>
[Reentrant]
internal sealed partial class ConnectionGrain : Grain, IConnectionGrain, IDisposable
{
    private readonly IPersistentState<ConnectionState> _state;
    private readonly ILogStore _log;
    private readonly INoticePost _post;
    private readonly TimeProvider _time;
    private readonly ReadOnlyMemory<byte> _lineageKey;

    private readonly SendGate _gate = new();
    private readonly SemaphoreSlim _changes = new(1, 1);
    private readonly TurnLimit _turns;
    private readonly RecentRoots _roots = new();

    private readonly Dictionary<DeviceId, SenderWindow> _senders = [];
    private readonly Dictionary<HoldKey, Hold> _holds = [];
    private readonly List<Hold> _released = [];
    private EpochCache _epochs = new();
    private bool _isLoaded;
    private bool _isLost;
    private bool _hasFreshState = true;
    private long _loadedAt;
    private Task? _loading;

    private AgentId _lower;
    private AgentId _higher;
    private ConnectionId _id;
    private IAgentGrain _lowerGrain = null!;
    private IAgentGrain _higherGrain = null!;
    private Contract _contract = new(null, null);
    private IGrainTimer? _dueTimer;

    public ConnectionGrain(
        [PersistentState("connection")] IPersistentState<ConnectionState> state, ILogStore log, ServerSecrets secrets,
        INoticePost post, TimeProvider time, IOptions<GrainsOptions> options)
    {
        _state = state;
        _log = log;
        _post = post;
        _time = time;
        _lineageKey = secrets.LineageKey;
        _turns = new TurnLimit(options.Value.MaxTurnsPerMinute);
    }

    private ConnectionState State => _state.State;

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_lower, _higher) = ConnectionKey.Parse(this.GetPrimaryKeyString());
        _id = ConnectionId.Between(_lower, _higher);
        _lowerGrain = GrainFactory.GetGrain<IAgentGrain>(_lower.ToString());
        _higherGrain = GrainFactory.GetGrain<IAgentGrain>(_higher.ToString());
        _contract = new Contract(State.Lower.Terms, State.Higher.Terms);
        // Anyone may name any pair: what does not exist does not stay in memory.
        this.GoUnlessStored(_state);
        _dueTimer = this.RegisterGrainTimer(CarryOutDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public void Dispose() => _changes.Dispose();

    private bool IsParty(AgentId agent) => agent == _lower || agent == _higher;

    private AgentId PeerOf(AgentId agent) => agent == _lower ? _higher : _lower;

    private IAgentGrain GrainOf(AgentId agent) => agent == _lower ? _lowerGrain : _higherGrain;

    private ConnectionSide SideOf(AgentId agent) => agent == _lower ? State.Lower : State.Higher;

    private ConnectionState With(AgentId agent, ConnectionSide side) =>
        agent == _lower ? State with { Lower = side } : State with { Higher = side };

    /// <summary>Whether messages may pass: deadlines are checked at use, whoever carries them out.</summary>
    private bool IsActive(DateTimeOffset now) =>
        State.Standing == ConnectionStanding.Active
        && !(State.Policy.ExpiresAt <= now)
        && !(State.Policy.IdleAfter is { } idle && _lastActivity + idle <= now);

    /// <summary>
    /// Runs one change at a time, after every message under way has returned and before the next one.
    /// </summary>
    /// <param name="change">Null to do no more than to load.</param>
    /// <param name="confirms">Whether its success promises something about messages.</param>
    private async Task<Refusal> ChangeAsync(Func<Task<Refusal>>? change, bool confirms = true)
    {
        await _changes.WaitAsync();
        try
        {
            ThrowIfLost();
            await _gate.CloseAsync();
            // That something is so already must not be said from memory: another activation may have changed it.
            if (IsOld) Forget();
            await LoadAsync();
            if (change is null) return Refusal.None;
            var before = State;
            var outcome = await change();
            await ClaimAfterAsync(before, confirms && outcome == Refusal.None);
            return outcome;
        }
        finally
        {
            _gate.Open();
            _changes.Release();
        }
    }

    /// <summary>Runs while messages pass, but never beside a change.</summary>
    private async Task<Refusal> BesideMessagesAsync(Func<Task<Refusal>> work)
    {
        while (true)
        {
            await EnsureReadyAsync();
            await _changes.WaitAsync();
            try
            {
                ThrowIfLost();
                if (IsReady) return await work();
            }
            finally
            {
                _changes.Release();
            }
        }
    }

    private Task EnsureLoadedAsync()
    {
        if (!_gate.IsOpen) return _gate.WhenOpen;
        if (_isLoaded) return Task.CompletedTask;
        if (_loading is not { IsCompleted: false }) _loading = ChangeAsync(null);
        return _loading;
    }

    /// <summary>
    /// What the store holds is the truth: after a failure everything in memory is dropped and read again.
    /// </summary>
    private void Forget()
    {
        _isLoaded = false;
        _hasFreshState = false;
    }

    /// <summary>
    /// Whether what is in memory may be read again before something is said not to be there: another activation may
    /// have stored it. Not more often than once a second, since anyone may ask for what is not there.
    /// </summary>
    private bool IsOld => _time.GetElapsedTime(_loadedAt) >= StandingLifetime;

    private bool HasUnfinished => State.HasUnfinished || _released.Count > 0;

    /// <summary>
    /// After a failed write nobody knows which record the store has, and this activation goes. Changes that waited for
    /// their turn must not go on from what it remembers: one of them might close a hold whose release is on disk.
    /// </summary>
    private void ThrowIfLost()
    {
        if (_isLost) throw new StoreUnavailableException("The last write failed; the next activation reads again.");
    }

    private async Task LoadAsync()
    {
        if (_isLoaded) return;
        await ReadStateAsync();
        _contract = new Contract(State.Lower.Terms, State.Higher.Terms);
        _senders.Clear();
        _holds.Clear();
        _released.Clear();
        _epochs = new();
        var marks = await _log.ReadMarksAsync(_id);
        foreach (var mark in marks) _senders.Add(mark.Device, new SenderWindow(mark));
        foreach (var hold in await _log.ReadHoldsAsync(_id))
        {
            if (IsReleased(hold)) _released.Add(hold);
            else _holds.Add(hold.Key, hold);
        }

        await LoadActivityAsync(marks);
        _isLoaded = true;
        _loadedAt = _time.GetTimestamp();
        if (HasUnfinished) await FinishAsync();
        SharpenTimer();
    }

    /// <summary>The timer only sharpens; the due table is what cannot be missed.</summary>
    private void SharpenTimer()
    {
        var next = HasUnfinished ? Now + UnfinishedRetry : State.NextDue;
        foreach (var hold in _holds.Values)
            if (next is null || hold.ExpiresAt < next) next = hold.ExpiresAt;
        if (next is not { } due) return;
        var wait = due - Now;
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestTimer ? LongestTimer : wait;
        _dueTimer?.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private static readonly TimeSpan UnfinishedRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);
}
