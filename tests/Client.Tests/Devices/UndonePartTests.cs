namespace ContextExchange.Client.Tests.Devices;

/// <summary>
/// The store refuses the row of a lineage, which an answer writes after it was sealed: the part is undone, and what
/// follows must not build on it.
/// </summary>
public sealed class UndonePartTests : IAsyncDisposable
{
    private static readonly byte[] Lineage = [1, 2, 3];

    private readonly SealingPair _pair = new(sabotaged: true);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task WhatIsSealedAfterAnUndoneSealCanBeOpened()
    {
        await Assert.ThrowsAsync<DeviceStoreException>(() => _pair.SealAsync("answer", Lineage));
        await _pair.SealAsync("next");
        Assert.Equal(["next"], _pair.Open());
    }

    [Fact]
    public async Task AnUndoneSealWithinAnEpochLeavesNoPlaceOfItEmpty()
    {
        await _pair.SealAsync("first");
        await Assert.ThrowsAsync<DeviceStoreException>(() => _pair.SealAsync("answer", Lineage));
        await _pair.SealAsync("next");
        Assert.Equal(["first", "next"], _pair.Open());
    }

    [Fact]
    public async Task APartOfAGroupIsUndoneAloneAndTheOthersCanBeOpened()
    {
        // The worker is kept busy until all three wait, so that one group takes them.
        using var start = new ManualResetEventSlim();
        var busy = _pair.Core.Worker.RunAsync(start.Wait);
        Task[] parts = [_pair.SealAsync("first"), _pair.SealAsync("answer", Lineage), _pair.SealAsync("next")];
        start.Set();
        await busy;
        await Assert.ThrowsAsync<DeviceStoreException>(() => parts[1]);
        await Task.WhenAll(parts[0], parts[2]);
        Assert.Equal(["first", "next"], _pair.Open());
    }

    [Fact]
    public async Task NothingOfAnUndoneSealWaitsInTheQueue()
    {
        await Assert.ThrowsAsync<DeviceStoreException>(() => _pair.SealAsync("answer", Lineage));
        await _pair.SealAsync("next");
        var restored = await _pair.Core.Worker.RunAsync(() => StoredOutboxes.Restore(_pair.Core));
        Assert.Single(restored[0].Pending);
        restored[0].Outbox.Dispose();
        Assert.Equal(2, _pair.Outbox.Count);
    }
}
