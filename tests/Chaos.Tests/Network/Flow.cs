namespace ContextExchange.Chaos.Tests.Network;

/// <summary>
/// One direction of a link and what is wrong with it. Changes count at once, for what is under way as well. Thread
/// safe.
/// </summary>
internal sealed class Flow
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private bool _held;

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Up to how much more, drawn for each piece; pieces of one connection keep their order.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>
    /// The share of pieces, 0 to 1, that come <see cref="LossDelay"/> later: how a lost packet looks from above TCP.
    /// </summary>
    public double Loss { get; set; }

    /// <summary>The time in which TCP sends a lost packet again. Default 200 ms.</summary>
    public TimeSpan LossDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes of one connection that pass in a second; 0 for as many as come.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>What comes vanishes: the reader's stream is damaged for good.</summary>
    public bool Swallows { get; set; }

    /// <summary>
    /// Nothing passes, and nobody is told: a partition. What was held passes when it heals, as TCP sends it again.
    /// </summary>
    public bool Holds
    {
        get
        {
            lock (_gate) return _held;
        }
        set
        {
            TaskCompletionSource? told = null;
            lock (_gate)
            {
                if (_held == value) return;
                _held = value;
                if (!value) (told, _changed) = (_changed, NewSignal());
            }

            told?.SetResult();
        }
    }

    /// <summary>Nothing is wrong any more.</summary>
    public void Heal()
    {
        (Delay, Jitter, Loss, BytesPerSecond, Swallows) = (default, default, 0, 0, false);
        Holds = false;
    }

    /// <summary>Completes when something may pass.</summary>
    public Task PassableAsync()
    {
        lock (_gate) return _held ? _changed.Task : Task.CompletedTask;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
