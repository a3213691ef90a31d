namespace ContextExchange.Grains.Credentials;

/// <summary>
/// Two fixed windows of one rule, in memory. Pure. A take counts in both or in neither.
/// </summary>
internal sealed class LimitWindow
{
    private Window _short;
    private Window _long;

    public LimitState Take(LimitRule rule, int cost, DateTimeOffset now)
    {
        _short.Roll(rule.Window, now);
        var hasLong = rule.LongLimit > 0;
        if (hasLong) _long.Roll(rule.LongWindow, now);

        var allowed = _short.Used + (long)cost <= rule.Limit && (!hasLong || _long.Used + (long)cost <= rule.LongLimit);
        if (allowed)
        {
            _short.Used += cost;
            if (hasLong) _long.Used += cost;
        }

        var shortLeft = Math.Max(0, rule.Limit - _short.Used);
        var longLeft = hasLong ? Math.Max(0, rule.LongLimit - _long.Used) : int.MaxValue;

        // What binds most: the window that refused, otherwise the one with less left.
        var longBinds = hasLong && (longLeft < shortLeft || (!allowed && longLeft < cost));
        return longBinds
            ? new LimitState(allowed, rule.LongLimit, longLeft, _long.Begin + rule.LongWindow - now)
            : new LimitState(allowed, rule.Limit, shortLeft, _short.Begin + rule.Window - now);
    }

    private struct Window
    {
        public DateTimeOffset Begin;
        public int Used;

        public void Roll(TimeSpan length, DateTimeOffset now)
        {
            if (now >= Begin && now < Begin + length) return;
            Begin = now;
            Used = 0;
        }
    }
}
