namespace ContextExchange.Actors;

/// <summary>A first-in first-out list linked through its items: two words when empty, no allocation ever.</summary>
internal struct WorkList
{
    private WorkItem? _head;
    private WorkItem? _tail;

    internal readonly bool IsEmpty => _head is null;

    internal void Add(WorkItem item)
    {
        if (_tail is null) _head = item;
        else _tail.Next = item;
        _tail = item;
    }

    internal WorkItem? Take()
    {
        var item = _head;
        if (item is null) return null;
        _head = item.Next;
        if (_head is null) _tail = null;
        item.Next = null;
        return item;
    }
}
