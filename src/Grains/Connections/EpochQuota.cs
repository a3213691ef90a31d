namespace ContextExchange.Grains.Connections;

/// <summary>
/// How many epochs one device may still publish on one connection. An epoch that carries a message costs nothing, so
/// that clients that restart for every message are never refused; what it bounds is epochs that nobody uses. Pure, in
/// memory only.
/// </summary>
/// <param name="now">Unix milliseconds.</param>
internal sealed class EpochQuota(long now)
{
    private static readonly long Interval = (long)Limits.EpochInterval.TotalMilliseconds;

    private int _left = Limits.MaxUnusedEpochs;
    private long _since = now;

    /// <summary>Counts an epoch; false when the device must wait for <see cref="Limits.EpochInterval"/>.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public bool TryTake(long now)
    {
        Refill(now);
        if (_left == 0) return false;
        _left--;
        return true;
    }

    /// <summary>A message of the device was stored.</summary>
    public void GiveBack()
    {
        if (_left < Limits.MaxUnusedEpochs) _left++;
    }

    private void Refill(long now)
    {
        // A clock that was set back gives nothing and takes nothing.
        var earned = Math.Max(0, now - _since) / Interval;
        _since = _left + earned >= Limits.MaxUnusedEpochs || now < _since ? now : _since + earned * Interval;
        _left = (int)Math.Min(Limits.MaxUnusedEpochs, _left + earned);
    }
}
