namespace ContextExchange.Web.Gateway;

/// <summary>
/// So many per second on average and so many at once. Not thread-safe: a socket's reader owns one, others lock it.
/// </summary>
internal struct TokenBucket
{
    private readonly TimeProvider _clock;
    private readonly double _perSecond;
    private readonly double _burst;
    private double _tokens;
    private long _filled;

    public TokenBucket(TimeProvider clock, double perSecond, double burst)
    {
        _clock = clock;
        _perSecond = perSecond;
        _burst = _tokens = burst;
        _filled = clock.GetTimestamp();
    }

    /// <summary>Every refusal costs a tenth of a token: whoever goes on regardless gets here.</summary>
    public readonly bool IsFlooded => _tokens <= -_burst;

    /// <summary>When there will be a token again.</summary>
    public readonly TimeSpan RetryAfter => TimeSpan.FromSeconds((1 - _tokens) / _perSecond);

    /// <summary>Takes one; false when none is left.</summary>
    public bool TryTake()
    {
        var now = _clock.GetTimestamp();
        _tokens = Math.Min(_burst, _tokens + (_clock.GetElapsedTime(_filled, now).TotalSeconds * _perSecond));
        _filled = now;
        var taken = _tokens >= 1;
        _tokens -= taken ? 1 : 0.1;
        return taken;
    }
}
