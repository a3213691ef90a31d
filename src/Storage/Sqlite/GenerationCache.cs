namespace ContextExchange.Storage;

/// <summary>
/// A bounded map in two generations: what is used moves to the young one, and a full young one replaces the old.
/// Nothing is
/// dropped between two calls of <see cref="Trim"/>, so a batch never loses what it has changed.
/// </summary>
internal sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private Dictionary<TKey, TValue> _young = [];
    private Dictionary<TKey, TValue> _old = [];

    public bool TryGet(TKey key, out TValue value)
    {
        if (_young.TryGetValue(key, out value!)) return true;
        if (!_old.Remove(key, out value!)) return false;
        _young.Add(key, value);
        return true;
    }

    public void Add(TKey key, TValue value) => _young.Add(key, value);

    public void Trim()
    {
        if (_young.Count <= capacity / 2) return;
        (_old, _young) = (_young, _old);
        _young.Clear();
    }

    public void Clear()
    {
        _young.Clear();
        _old.Clear();
    }
}
