using System.Collections.Immutable;

namespace ContextExchange.Actors;

internal sealed partial class Membership
{
    private volatile bool _leaving;
    private int _rebalancing;
    private volatile Task _rebalance = Task.CompletedTask;

    /// <summary>
    /// Takes no partition any more and gives every one away, one after the other. Completes when nothing more can be
    /// given: at once where no other silo takes any.
    /// </summary>
    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (_state is null || _left || _lost) return;
        var answer = await leases.SetDrainingAsync(options.SiloId, true, cancellationToken).ConfigureAwait(false);
        if (answer != DrainAnswer.Told) return;
        await RenewAsync().ConfigureAwait(false);
        await HandOverAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes when a silo that drains owns nothing any more, or cannot give any more away.</summary>
    internal async Task HandOverAllAsync(CancellationToken cancellationToken)
    {
        // A round may join the end of one that has seen no drain yet; the second is certain.
        for (var stuck = 0; stuck < 2 && IsDraining && Owned is var owned and > 0;)
        {
            BeginRebalance();
            await _rebalance.WaitAsync(cancellationToken).ConfigureAwait(false);
            stuck = Owned < owned ? 0 : stuck + 1;
        }
    }

    /// <summary>Gives everything to the others and ends the lease. Calls go on to be sent to the new owners.</summary>
    internal async Task LeaveAsync()
    {
        _leaving = true;
        _timer?.Dispose();
        if (_state is not { } state || _left) return;
        var gifts = Shares.ToLeave(state.Self, state.View);
        var mine = gifts.Values.SelectMany(partitions => partitions).ToList();
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Close(mine, done.Task);
        try
        {
            await EmptyAsync(partition => state.View.Owners[partition]?.Incarnation == state.Self.Incarnation)
                .ConfigureAwait(false);
            foreach (var (to, partitions) in gifts)
                if (partitions.Count > 0) await HandOverAsync(state.Self, partitions, to).ConfigureAwait(false);
            await leases.LeaveAsync(state.Self, _ended.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A silo that cannot say goodbye stops all the same; its lease runs out.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.LeaseFailed(logger, exception);
        }
        finally
        {
            _left = true;
            Open(mine);
            Volatile.Write(ref _validUntil, 0);
            done.SetResult();
        }
    }

    /// <summary>
    /// Takes this silo's share of what is free. Where others were first with some of it, asks for what is still free.
    /// </summary>
    private async Task ClaimAsync()
    {
        var self = Self;
        for (long seen = -1; !_leaving && !_lost && View.Version > seen;)
        {
            seen = View.Version;
            var wanted = Shares.ToClaim(self, View);
            if (wanted.Count == 0) return;
            var view = await leases.ClaimAsync(self, wanted, _ended.Token).WaitAsync(options.LeaseDuration, time)
                .ConfigureAwait(false);
            if (view is null) GiveUp(self, "the lease has ended");
            else Adopt(self, view);
        }
    }

    private void BeginRebalance()
    {
        if (Interlocked.Exchange(ref _rebalancing, 1) != 0) return;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _rebalance = done.Task;
        _ = RebalanceAsync(done);
    }

    /// <summary>One partition after the other goes to the silo that lacks most, until this one has its share.</summary>
    private async Task RebalanceAsync(TaskCompletionSource done)
    {
        try
        {
            while (!_left && !_leaving && !_ended.IsCancellationRequested
                && _state is { } state && Shares.ToHandOver(state.Self, state.View) is { } move)
            {
                await MoveAsync(state.Self, move.Partition, move.To).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // The next tick begins again where this one failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            ClusterLog.LeaseFailed(logger, exception);
        }
        finally
        {
            Volatile.Write(ref _rebalancing, 0);
            done.SetResult();
        }
    }

    private async Task MoveAsync(SiloAddress self, int partition, SiloAddress to)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Close([partition], done.Task);
        try
        {
            await EmptyAsync(candidate => candidate == partition).ConfigureAwait(false);
            await HandOverAsync(self, [partition], to).ConfigureAwait(false);
        }
        catch (Exception) when (!_ended.IsCancellationRequested)
        {
            // The table may have given it away all the same: until it has said so, this silo does not serve it.
            await AskUntilToldAsync(self).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Open([partition]);
            done.SetResult();
        }
    }

    /// <summary>Asks the table for its view until it answers, or this run is over.</summary>
    private async Task AskUntilToldAsync(SiloAddress self)
    {
        while (!_lost && !_left && Self.Incarnation == self.Incarnation)
        {
            try
            {
                await RenewAsync().ConfigureAwait(false);
                return;
            }
#pragma warning disable CA1031 // The next question may be answered; without an answer the lease runs out.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _ended.Token.ThrowIfCancellationRequested();
                ClusterLog.LeaseFailed(logger, exception);
                await Task.Delay(options.LeaseRenewal, time, _ended.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task HandOverAsync(SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to)
    {
        var view = await leases.HandOverAsync(self, partitions, to, _ended.Token).ConfigureAwait(false);
        if (view is null) GiveUp(self, "the lease has ended");
        else Adopt(self, view);
    }

    /// <summary>Waits for the activations to go, but not for ever: safety does not depend on it.</summary>
    private async Task EmptyAsync(Func<int, bool> partitions)
    {
        try
        {
            await Displace(partitions).WaitAsync(options.HandOverTimeout, time, _ended.Token).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            ClusterLog.SlowHandOver(logger, options.HandOverTimeout);
        }
    }

    private void Close(IReadOnlyCollection<int> partitions, Task done)
    {
        lock (_gate)
        {
            _state = _state! with
            {
                Closing = _state.Closing.SetItems(partitions.Select(p => KeyValuePair.Create(p, done))),
            };
        }
    }

    private void Open(IReadOnlyCollection<int> partitions)
    {
        lock (_gate) _state = _state! with { Closing = _state.Closing.RemoveRange(partitions) };
    }
}
