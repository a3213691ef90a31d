namespace ContextExchange.Actors.Bench;

[Reentrant]
internal sealed class ReentrantEchoGrain : Grain, IReentrantEchoGrain
{
    private readonly TaskCompletionSource _reached = new();
    private int _count;
    private int _wanted = -1;

    public ValueTask<int> EchoValue(int value) => new(value);

    public async Task<int> EchoLater(int value)
    {
        await Task.Yield();
        return value;
    }

    public void Count()
    {
        if (++_count == _wanted) _reached.SetResult();
    }

    public Task Counted(int number)
    {
        _wanted = number;
        if (_count >= number) _reached.TrySetResult();
        return _reached.Task;
    }
}
