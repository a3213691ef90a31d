namespace ContextExchange.Actors.Tests;

[Alias("counter")]
public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    ValueTask<int> Get();

    Task Save();

    Task Forget();

    Task<string> Key();
}
