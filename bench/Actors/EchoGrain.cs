namespace ContextExchange.Actors.Bench;

internal sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<int> Echo(int value) => Task.FromResult(value);

    public ValueTask<int> EchoValue(int value) => new(value);

    public async Task<int> EchoLater(int value)
    {
        await Task.Yield();
        return value;
    }

    public ValueTask<int> EchoThrough(IEchoGrain other, int value) => other.EchoValue(value);
}
