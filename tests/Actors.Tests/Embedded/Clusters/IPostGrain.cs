namespace ContextExchange.Actors.Tests;

/// <summary>What can cross between silos.</summary>
[Alias("test.IPostGrain")]
public interface IPostGrain : IGrainWithStringKey
{
    [Alias("Add")]
    Task<int> Add(int amount);

    [Alias("Where")]
    ValueTask<string> Where();

    [Alias("Echo")]
    Task<Parcel?> Echo(Parcel? parcel);

    [Alias("Ask")]
    Task<string> Ask(IPostGrain other);

    [Alias("Wait")]
    Task Wait(string gate, CancellationToken cancellationToken);

    [Alias("WaitShortly"), ResponseTimeout("00:00:05")]
    Task WaitShortly(string gate);

    [Alias("Fail")]
    Task Fail(string kind);

    [Alias("Note"), OneWay]
    Task Note(string text);

    [Alias("Watch")]
    Task Watch(IPostWatcher watcher, int times);

    [Alias("Keep")]
    Task Keep(IPostWatcher watcher);

    [Alias("Tell")]
    Task<string> Tell(int number);

    [Alias("Context")]
    ValueTask<string?> Context(string key);

    [Alias("Take")]
    Task Take(Func<int> function);

    [Alias("Size")]
    ValueTask<int> Size(byte[] bytes);
}
