namespace ContextExchange.Actors.Tests;

public sealed class StorageTests
{
    private static readonly GrainId Grain = GrainId.Create("counter", "a");

    [Fact]
    public async Task AWriteWithAnOldEtagIsRefusedAndNamesBothEtags()
    {
        var store = new MemoryGrainStorage(new JsonGrainStorageSerializer());
        var mine = new GrainState<CounterState>(new() { Value = 1 });
        var theirs = new GrainState<CounterState>(new() { Value = 2 });
        await store.WriteStateAsync("count", Grain, mine);
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.WriteStateAsync("count", Grain, theirs));

        await store.ReadStateAsync("count", Grain, theirs);
        Assert.Equal(1, theirs.State!.Value);
        await store.WriteStateAsync("count", Grain, theirs);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(
            () => store.WriteStateAsync("count", Grain, mine));
        Assert.Equal((theirs.ETag, mine.ETag), (conflict.StoredEtag, conflict.CurrentEtag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => store.ClearStateAsync("count", Grain, mine));
    }

    [Fact]
    public async Task AClearedRecordIsGone()
    {
        var store = new MemoryGrainStorage(new JsonGrainStorageSerializer());
        var state = new GrainState<CounterState>(new() { Value = 1 });
        await store.WriteStateAsync("count", Grain, state);
        Assert.True(state.RecordExists);

        await store.ClearStateAsync("count", Grain, state);
        Assert.Equal((false, null), (state.RecordExists, state.ETag));
        await store.WriteStateAsync("count", Grain, state);
    }

    [Fact]
    public async Task WritesThatWaitShareOne()
    {
        var store = new GatedStorage();
        var state = new PersistentState<CounterState>("count", Grain, store, static () => new());
        var first = state.WriteStateAsync();
        var second = state.WriteStateAsync();
        var third = state.WriteStateAsync();
        Assert.Same(second, third);

        store.Gate.SetResult();
        await Task.WhenAll(first, second, third);
        Assert.Equal(2, store.Writes);
        await state.WriteStateAsync();
        Assert.Equal(3, store.Writes);
    }

    [Fact]
    public async Task AMissingStoreIsNamed()
    {
        await using var cluster = await Cluster.StartAsync();
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => cluster.Grains.GetGrain<IHomelessGrain>("a").Touch());
        Assert.Contains("\"nowhere\"", failure.Message, StringComparison.Ordinal);
    }

    private sealed class GatedStorage : IGrainStorage
    {
        public TaskCompletionSource Gate { get; } = new();

        public int Writes { get; private set; }

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Gate.Task;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            Writes++;
            return Gate.Task;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Gate.Task;
    }
}
