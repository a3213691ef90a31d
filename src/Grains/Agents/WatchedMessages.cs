namespace ContextExchange.Grains.Agents;

/// <summary>
/// Which unacknowledged messages their senders want to hear of, in the mailbox's order. In memory alone: hints are lost
/// with it. Pure.
/// </summary>
internal sealed class WatchedMessages
{
    private readonly Queue<Watched> _messages = [];

    /// <summary>Remembers a message.</summary>
    /// <param name="place">Its sequence in the mailbox, which only grows.</param>
    /// <param name="sender">Who is told.</param>
    /// <param name="number">The sender's own number of it.</param>
    public void Add(long place, DeviceIdentity sender, long number) =>
        _messages.Enqueue(new Watched(place, sender, number));

    /// <summary>Forgets what is acknowledged.</summary>
    /// <returns>Of each device that is to be told its newest number; null where there is none.</returns>
    public Dictionary<DeviceIdentity, long>? Acknowledge(long place)
    {
        Dictionary<DeviceIdentity, long>? told = null;
        while (_messages.TryPeek(out var message) && message.Place <= place)
        {
            told ??= [];
            told[message.Sender] = message.Number;
            _messages.Dequeue();
        }

        return told;
    }

    private readonly record struct Watched(long Place, DeviceIdentity Sender, long Number);
}
