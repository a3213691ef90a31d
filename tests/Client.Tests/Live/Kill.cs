namespace ContextExchange.Client.Tests.Live;

/// <summary>
/// Ends a client's process at one commit of its store, as far as a test can: nothing is written from then on, and
/// nobody hears of that commit. The test then abandons the client and opens the store again.
/// </summary>
/// <param name="commit">At which commit since <see cref="Arm"/>, from 1.</param>
/// <param name="durable">Right after that commit; false for right before it.</param>
internal sealed class Kill(int commit, bool durable) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _killed = new();
    private int _left = commit;
    private bool _armed;
    private string? _step;

    /// <summary>Ends every wait of the killed client.</summary>
    public CancellationToken Killed => _killed.Token;

    /// <summary>What the client's application is doing now.</summary>
    public string Step { get; set; } = "";

    /// <summary>What it was doing when it was killed; null while it lives.</summary>
    public string? KilledAt
    {
        get
        {
            lock (_gate) return _step;
        }
    }

    public void Arm()
    {
        lock (_gate) _armed = true;
    }

    /// <summary>For the store.</summary>
    public void OnCommit(bool isDurable)
    {
        lock (_gate)
        {
            if (!_armed) return;
            if (_step is null && (isDurable != durable || --_left > 0)) return;
            _step ??= Step;
        }

        // Not on the store's thread: whoever waits would go on within the commit.
        _ = _killed.CancelAsync();
        throw new DeviceStoreException("killed", "The process ends here.");
    }

    public void Dispose() => _killed.Dispose();
}
