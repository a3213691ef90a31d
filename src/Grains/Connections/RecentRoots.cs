namespace ContextExchange.Grains.Connections;

/// <summary>
/// The conversations of the newest messages, so that an answer over the same connection keeps its root. A fixed
/// table: a newer message takes the place of an older one with the same slot.
/// </summary>
internal sealed class RecentRoots
{
    private const int Capacity = 256;

    private readonly (Guid Message, Guid Root)[] _slots = new (Guid, Guid)[Capacity];

    public void Note(Guid message, Guid root) => _slots[SlotOf(message)] = (message, root);

    /// <summary>Null when the message is not remembered.</summary>
    public Guid? Find(Guid message)
    {
        var slot = _slots[SlotOf(message)];
        return slot.Message == message && message != Guid.Empty ? slot.Root : null;
    }

    private static int SlotOf(Guid message) => message.GetHashCode() & (Capacity - 1);
}
