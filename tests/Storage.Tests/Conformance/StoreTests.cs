namespace ContextExchange.Storage.Tests;

/// <summary>One part of the conformance suite, with a fresh store for every test.</summary>
public abstract class StoreTests : IDisposable
{
    private protected StoreTests(StoreUnderTest store) => Store = store;

    private protected StoreUnderTest Store { get; }

    private protected ILogStore Log => Store.Log;

    public void Dispose()
    {
        Store.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Appends and demands that it was stored.</summary>
    private protected async Task StoreAsync(LogAppend append) =>
        Assert.Equal(LogVerdict.Stored, await Log.AppendAsync(append));
}
