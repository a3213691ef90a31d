namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// A lease table in memory, under a clock of its own. Faults: a table that does not answer some silos, and the death of
/// a silo that is noticed before its lease ends, as a database that holds a lock for each silo would.
/// </summary>
public sealed class MemoryPartitionLeases(TimeProvider time, int partitions, TimeSpan duration) : IPartitionLeases
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (SiloAddress Silo, DateTimeOffset Until)> _leases = [];
    private readonly SiloAddress?[] _owners = new SiloAddress?[partitions];
    private readonly HashSet<string> _cutOff = [];
    private readonly HashSet<long> _draining = [];
    private readonly Dictionary<long, (SiloReport Report, DateTimeOffset Joined)> _said = [];
    private readonly Dictionary<string, SiloStatus> _gone = [];
    private long _version;
    private long _lastIncarnation;

    /// <summary>How many partitions changed hands so far, those taken when free included.</summary>
    public long Moves { get; private set; }

    /// <summary>Who owns what now.</summary>
    public ClusterView Now
    {
        get
        {
            lock (_gate) return Look();
        }
    }

    /// <summary>From now on, or no longer, every question of this silo fails.</summary>
    public void CutOff(string siloId, bool isCutOff)
    {
        lock (_gate)
        {
            if (isCutOff) _cutOff.Add(siloId);
            else _cutOff.Remove(siloId);
        }
    }

    /// <summary>The silo is known to be dead: its partitions are free at once.</summary>
    public void Release(string siloId)
    {
        lock (_gate)
        {
            if (_leases.TryGetValue(siloId, out var lease)) Forget(lease.Silo);
        }
    }

    /// <inheritdoc/>
    public Task<SiloAddress> JoinAsync(string siloId, string endpoint, CancellationToken cancellationToken) =>
        Answer(siloId, () =>
        {
            Look();
            if (_leases.ContainsKey(siloId))
                throw new SiloIdTakenException($"A silo called {siloId} is in the cluster already.");
            var silo = new SiloAddress(siloId, ++_lastIncarnation, endpoint);
            _leases[siloId] = (silo, time.GetUtcNow() + duration);
            _said[silo.Incarnation] = (SiloReport.None, time.GetUtcNow());
            _gone.Remove(siloId);
            _version++;
            return silo;
        });

    /// <inheritdoc/>
    public Task<ClusterView?> RenewAsync(
        SiloAddress self, SiloReport report, CancellationToken cancellationToken) =>
        Step(self, () =>
        {
            _leases[self.Id] = (self, time.GetUtcNow() + duration);
            _said[self.Incarnation] = _said[self.Incarnation] with { Report = report };
        });

    /// <inheritdoc/>
    public Task<ClusterView?> ClaimAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, CancellationToken cancellationToken) =>
        Step(self, () =>
        {
            var free = Look();
            foreach (var partition in partitions.Where(p => free.Owners[p] is null)) Give(partition, self);
        });

    /// <inheritdoc/>
    public Task<ClusterView?> HandOverAsync(
        SiloAddress self, IReadOnlyCollection<int> partitions, SiloAddress to, CancellationToken cancellationToken) =>
        Step(self, () =>
        {
            foreach (var partition in partitions.Where(p => _owners[p] == self)) Give(partition, to);
        });

    /// <inheritdoc/>
    public Task LeaveAsync(SiloAddress self, CancellationToken cancellationToken) => Answer(self.Id, () =>
    {
        if (!Runs(self)) return false;
        Forget(self);
        return true;
    });

    /// <inheritdoc/>
    public Task<DrainAnswer> SetDrainingAsync(string siloId, bool draining, CancellationToken cancellationToken) =>
        Answer(siloId, () =>
        {
            Look();
            if (!_leases.TryGetValue(siloId, out var lease)) return DrainAnswer.Unknown;
            var incarnation = lease.Silo.Incarnation;
            if (draining && !_leases.Values.Any(other =>
                other.Silo.Incarnation != incarnation && !_draining.Contains(other.Silo.Incarnation)))
                return DrainAnswer.LastOne;
            if (draining ? _draining.Add(incarnation) : _draining.Remove(incarnation)) _version++;
            return DrainAnswer.Told;
        });

    /// <inheritdoc/>
    public Task<IReadOnlyList<SiloStatus>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var view = Look();
            return Task.FromResult<IReadOnlyList<SiloStatus>>(
                [.. view.Silos.Select(silo => StatusOf(silo, view)).Concat(_gone.Values).OrderBy(s => s.Silo.Id)]);
        }
    }

    private SiloStatus StatusOf(SiloAddress silo, ClusterView view)
    {
        var (report, joined) = _said[silo.Incarnation];
        return new(silo, _draining.Contains(silo.Incarnation),
            view.Owners.Count(owner => owner?.Incarnation == silo.Incarnation), report, joined,
            _leases[silo.Id].Until - time.GetUtcNow(), GoneAt: null);
    }

    private void Forget(SiloAddress silo)
    {
        var (report, joined) = _said[silo.Incarnation];
        _gone[silo.Id] = new(silo, false, 0, report, joined, TimeSpan.Zero, time.GetUtcNow());
        _leases.Remove(silo.Id);
        _draining.Remove(silo.Incarnation);
        _said.Remove(silo.Incarnation);
        _version++;
    }

    private bool Runs(SiloAddress silo) =>
        _leases.TryGetValue(silo.Id, out var lease) && lease.Silo == silo && lease.Until > time.GetUtcNow();

    private void Give(int partition, SiloAddress to)
    {
        _owners[partition] = to;
        _version++;
        Moves++;
    }

    private Task<ClusterView?> Step(SiloAddress self, Action step) => Answer(self.Id, () =>
    {
        if (!Runs(self)) return (ClusterView?)null;
        step();
        return Look();
    });

    private ClusterView Look()
    {
        foreach (var (silo, until) in _leases.Values.Where(lease => lease.Until <= time.GetUtcNow()).ToList())
        {
            Forget(silo);
        }

        return new(_version, [.. _leases.Values.Select(lease => lease.Silo)],
            [.. _owners.Select(owner => owner is not null && Runs(owner) ? owner : null)])
        {
            Draining = [.. _draining],
        };
    }

    private Task<T> Answer<T>(string siloId, Func<T> answer)
    {
        lock (_gate)
        {
            try
            {
                return _cutOff.Contains(siloId)
                    ? Task.FromException<T>(new IOException("The lease table cannot be reached."))
                    : Task.FromResult(answer());
            }
            catch (SiloIdTakenException exception)
            {
                return Task.FromException<T>(exception);
            }
        }
    }
}
