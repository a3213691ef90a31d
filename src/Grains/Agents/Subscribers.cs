namespace ContextExchange.Grains.Agents;

/// <summary>The live sessions of one agent's devices. Presence derives from it; nothing of it is stored.</summary>
internal sealed class Subscribers
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(90);

    private readonly List<Subscriber> _subscribers = [];

    public bool IsEmpty => _subscribers.Count == 0;

    /// <summary>Adds a session or renews it; false when the agent has too many.</summary>
    public bool TryAdd(DeviceId device, IMailboxObserver observer, DateTimeOffset now)
    {
        Expire(now);
        var index = _subscribers.FindIndex(subscriber => subscriber.Observer.Equals(observer));
        var renewed = new Subscriber(device, observer, now + Lifetime);
        if (index >= 0) _subscribers[index] = renewed;
        else if (_subscribers.Count >= Limits.MaxSocketsPerAgent) return false;
        else _subscribers.Add(renewed);
        return true;
    }

    public void Remove(IMailboxObserver observer) =>
        _subscribers.RemoveAll(subscriber => subscriber.Observer.Equals(observer));

    public bool IsOnline(DeviceId? device, DateTimeOffset now) =>
        _subscribers.Exists(subscriber => subscriber.Until > now && (device is null || subscriber.Device == device));

    /// <summary>Tells everyone; whoever is gone is forgotten.</summary>
    public void Push(IReadOnlyList<MailboxEntry> entries)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--) _ = PushAsync(_subscribers[i].Observer, entries);
    }

    /// <summary>Tells the sessions of one device what it sent and a peer has acknowledged.</summary>
    public void TellAcknowledged(DeviceId device, AgentId peer, long sequence)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
            if (_subscribers[i].Device == device) _ = TellAsync(_subscribers[i].Observer, peer, sequence);
    }

    /// <summary>Tells the sessions of one device, or all, to close, and forgets them.</summary>
    public void Close(DeviceId? device, CloseCode code)
    {
        for (var i = _subscribers.Count - 1; i >= 0; i--)
        {
            var subscriber = _subscribers[i];
            if (device is { } one && subscriber.Device != one) continue;
            _subscribers.RemoveAt(i);
            _ = CloseAsync(subscriber.Observer, code);
        }
    }

    public void Expire(DateTimeOffset now) => _subscribers.RemoveAll(subscriber => subscriber.Until <= now);

    private async Task PushAsync(IMailboxObserver observer, IReadOnlyList<MailboxEntry> entries)
    {
        try
        {
            await observer.OnEntries(entries);
        }
        catch (OrleansException)
        {
            Remove(observer);
        }
    }

    private async Task TellAsync(IMailboxObserver observer, AgentId peer, long sequence)
    {
        try
        {
            await observer.OnAcknowledged(peer, sequence);
        }
        catch (OrleansException)
        {
            Remove(observer);
        }
    }

    private async Task CloseAsync(IMailboxObserver observer, CloseCode code)
    {
        try
        {
            await observer.OnClose(code);
        }
        catch (OrleansException)
        {
            Remove(observer);
        }
    }

    private sealed record Subscriber(DeviceId Device, IMailboxObserver Observer, DateTimeOffset Until);
}
