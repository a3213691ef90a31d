using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors;

/// <summary>
/// This silo's part in the cluster: holds its lease, knows who owns what, and believes itself an owner only while its
/// lease runs by its own clock, counted from before the last renewal was asked for. Membership.Moves.cs takes and gives
/// partitions. It never moves one because a link to another silo is broken.
/// </summary>
internal sealed partial class Membership(
    ClusterOptions options, IPartitionLeases leases, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MaxGone = 1_024;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _ended = new();
    private ITimer? _timer;
    private Task _refresh = Task.CompletedTask;
    private long _validUntil;
    private int _ticking;
    private volatile State? _state;
    private volatile ImmutableHashSet<string> _gone = [];
    private ImmutableHashSet<string> _living = [];
    private volatile bool _left;
    private volatile bool _lost;
    private volatile bool _drains;
    private bool _keepsDraining;
    private string _endpoint = "";

    /// <summary>Asks every activation in such a partition to end; completes when they are gone.</summary>
    internal Func<Func<int, bool>, Task> Displace { get; set; } = _ => Task.CompletedTask;

    /// <summary>What this silo says of itself when it renews its lease; must be quick.</summary>
    internal Func<SiloReport> Describe { get; set; } = () => SiloReport.None;

    /// <summary>Hears that this silo was told to give its partitions away, or to take its share again.</summary>
    internal Action<bool>? DrainingChanged { get; set; }

    /// <summary>Hears of every new view, in order.</summary>
    internal event Action<ClusterView>? Changed;

    /// <summary>The lease has ended though the silo runs on.</summary>
    internal event Action? Lost;

    /// <summary>This run of the silo.</summary>
    internal SiloAddress Self => _state?.Self
        ?? throw new InvalidOperationException("The silo has not joined its cluster yet.");

    /// <summary>Of this run; 0 before the silo has joined.</summary>
    internal long Incarnation => _state?.Self.Incarnation ?? 0;

    /// <summary>Whether this silo gives its partitions away and takes none.</summary>
    internal bool IsDraining => _drains;

    /// <summary>How many partitions this silo owns, as it knows.</summary>
    internal int Owned => _state is { } state ? Shares.Owned(state.Self, state.View) : 0;

    internal ClusterView View => _state?.View ?? new(0, [], []);

    public void Dispose()
    {
        _timer?.Dispose();
        _ended.Cancel();
    }

    /// <summary>Joins and takes its share of what is free.</summary>
    internal async Task JoinAsync(string endpoint, CancellationToken cancellationToken)
    {
        _endpoint = endpoint;
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        await ClaimAsync().ConfigureAwait(false);
        _timer = time.CreateTimer(
            static membership => _ = ((Membership)membership!).TickAsync(), this,
            options.LeaseRenewal, options.LeaseRenewal);
    }

    /// <summary>Whether this silo owns the partition and does not give it away just now.</summary>
    internal bool IsMine(int partition) =>
        _state is { } state
        && state.View.Owners[partition]?.Incarnation == state.Self.Incarnation
        && !state.Closing.ContainsKey(partition)
        && time.GetTimestamp() < Volatile.Read(ref _validUntil);

    /// <summary>The other silo that owns the partition; null when that is this one, or none, or unknown.</summary>
    internal SiloAddress? OtherOwner(int partition) =>
        _state is { } state && state.View.Owners[partition] is { } owner && owner.Incarnation != state.Self.Incarnation
            ? owner
            : null;

    /// <summary>Whether a run of a silo was seen in the cluster, and then no more: none ever comes back.</summary>
    internal bool IsGone(string name) => _gone.Contains(name);

    internal SiloAddress? Find(string name) => View.Silos.FirstOrDefault(silo => silo.Name == name);

    /// <summary>Completes when it makes sense to ask again who owns a partition.</summary>
    internal Task SettledAsync(int partition) =>
        _state is { } state && state.Closing.TryGetValue(partition, out var closing) ? closing : RefreshAsync();

    /// <summary>
    /// Renews the lease, or begins a new run where it was lost, and so gets a fresh view, and takes what is free; those
    /// who ask meanwhile share the answer.
    /// </summary>
    internal Task RefreshAsync()
    {
        lock (_gate)
        {
            if (_left || !_refresh.IsCompleted) return _refresh;
            // A run that is given up must not live on in the table because somebody asks: the silo could never return.
            return _refresh = _lost ? ReturnAndClaimAsync() : RenewAndClaimAsync();
        }
    }

    /// <summary>
    /// Looks now rather than at the next beat: a link broke, and its silo's partitions may be free. Whether they are is
    /// for the table to say.
    /// </summary>
    internal void LookAgain()
    {
        if (_state is not null && !_leaving) _ = TickAsync();
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var self = await leases.JoinAsync(options.SiloId, _endpoint, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _lost = false;
            _state = new(self, Nothing(), _state?.Closing ?? ImmutableDictionary<int, Task>.Empty);
            Volatile.Write(ref _validUntil, ValidFrom(started));
        }

        ClusterLog.Joined(logger, self);
        await RenewAsync().ConfigureAwait(false);
    }

    /// <summary>Begins a new run; it drains where the one before did.</summary>
    private async Task ReturnAsync()
    {
        _keepsDraining = _drains;
        try
        {
            await EnterAsync(_ended.Token).ConfigureAwait(false);
            if (!_keepsDraining) return;
            await leases.SetDrainingAsync(options.SiloId, true, _ended.Token).ConfigureAwait(false);
            await RenewAsync().ConfigureAwait(false);
        }
        finally
        {
            _keepsDraining = false;
        }

        NoticeDraining(View, Self);
    }

    private async Task RenewAsync()
    {
        var self = Self;
        var started = time.GetTimestamp();
        var view = await leases.RenewAsync(self, Describe(), _ended.Token).WaitAsync(options.LeaseDuration, time)
            .ConfigureAwait(false);
        if (view is null) GiveUp(self, "the lease has ended");
        else Adopt(self, view, ValidFrom(started));
    }

    private async Task ReturnAndClaimAsync()
    {
        await ReturnAsync().ConfigureAwait(false);
        await ClaimAsync().ConfigureAwait(false);
    }

    private async Task RenewAndClaimAsync()
    {
        await RenewAsync().ConfigureAwait(false);
        await ClaimAsync().ConfigureAwait(false);
    }

    /// <summary>The beat of the silo: renew, or notice that it is too late; then take, then give.</summary>
    private async Task TickAsync()
    {
        // A table that does not answer holds the tick up, not the end of the lease.
        if (time.GetTimestamp() >= Volatile.Read(ref _validUntil)) GiveUp(Self, "the lease was not renewed in time");
        if (_left || Interlocked.Exchange(ref _ticking, 1) != 0) return;
        try
        {
            await RefreshAsync().ConfigureAwait(false);
            BeginRebalance();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever the failure is, the lease runs on or out; the next tick tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.LeaseFailed(logger, exception);
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }

    /// <param name="self">The run that was answered.</param>
    /// <param name="view">The answer.</param>
    /// <param name="validUntil">How long the lease runs now; 0 where the answer did not extend it.</param>
    private void Adopt(SiloAddress self, ClusterView view, long validUntil = 0)
    {
        if (view.Owners.Count != options.Partitions)
        {
            throw new InvalidOperationException(
                $"The cluster has {view.Owners.Count} partitions, but this silo is set to {options.Partitions}.");
        }

        State? old;
        lock (_gate)
        {
            old = _state;
            // After the silo gave up it begins a new run; what is still said of the old one counts no more.
            if (old is null || _lost || _left || old.Self.Incarnation != self.Incarnation) return;
            Volatile.Write(ref _validUntil, Math.Max(_validUntil, validUntil));
            if (view.Version <= old.View.Version) return;
            _state = old with { View = view };
            NoteGone(view);
        }

        Announce(old.View, view, self);
    }

    private void NoteGone(ClusterView view)
    {
        var living = view.Silos.Select(silo => silo.Name).ToImmutableHashSet();
        foreach (var gone in _living.Except(living))
        {
            // Long after its end nobody names it any more.
            _gone = (_gone.Count < MaxGone ? _gone : []).Add(gone);
            ClusterLog.Departed(logger, gone);
        }

        _living = living;
    }

    /// <summary>The silo does not own anything any more, whatever it owned in this run.</summary>
    private void GiveUp(SiloAddress self, string reason)
    {
        State old;
        ClusterView view;
        lock (_gate)
        {
            if (_state is null || _lost || _left || _state.Self.Incarnation != self.Incarnation) return;
            old = _state;
            _lost = true;
            Volatile.Write(ref _validUntil, 0);
            // The table may give this version's partitions to nobody new; only what is newer counts from here.
            view = old.View with { Owners = Nothing().Owners };
            _state = old with { View = view };
        }

        ClusterLog.LeaseLost(logger, old.Self, reason);
        Lost?.Invoke();
        Announce(old.View, view, old.Self);
    }

    private void Announce(ClusterView before, ClusterView after, SiloAddress self)
    {
        // A partition that was owned under no view either may hold an activation that came in between.
        bool Lost(int partition) => after.Owners[partition]?.Incarnation != self.Incarnation;
        if (before.Owners.Where((owner, i) => owner?.Incarnation == self.Incarnation && Lost(i)).Any())
            _ = Displace(Lost);
        NoticeDraining(after, self);
        Changed?.Invoke(after);
    }

    private void NoticeDraining(ClusterView view, SiloAddress self)
    {
        var drains = view.Draining.Contains(self.Incarnation);
        if (drains == _drains || _keepsDraining || _lost) return;
        _drains = drains;
        ClusterLog.Draining(logger, self, drains);
        DrainingChanged?.Invoke(drains);
    }

    private ClusterView Nothing() => new(0, [], new SiloAddress?[options.Partitions]);

    private long ValidFrom(long started) =>
        started + (long)(options.LeaseDuration.TotalSeconds * time.TimestampFrequency);

    /// <summary>What the silo knows, replaced as a whole.</summary>
    private sealed record State(SiloAddress Self, ClusterView View, ImmutableDictionary<int, Task> Closing);
}
