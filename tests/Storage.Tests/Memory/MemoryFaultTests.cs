using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>The faults that tests of grains build on do what they say.</summary>
public sealed class MemoryFaultTests
{
    private readonly MemoryStore _store = new();

    [Theory]
    [InlineData(WriteFault.BeforeApplied, 0)]
    [InlineData(WriteFault.AfterApplied, 1)]
    public async Task AFailedCommitIsToldAndOnlyTheClaimTellsWhetherItHappened(WriteFault fault, long stored)
    {
        var head = await _store.ClaimHeadAsync(Bob);
        _store.Faults.FailNext(fault);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.AppendAsync(Message(head, 1)).AsTask());
        Assert.Equal(stored, (await _store.ClaimHeadAsync(Bob)).Sequence);
    }

    [Fact]
    public async Task HeldCommitsAreCarriedOutInTheOrderOfTheCalls()
    {
        var head = await _store.ClaimHeadAsync(Bob);
        _store.Faults.HoldCommits();
        var first = _store.AppendAsync(Message(head, 1)).AsTask();
        var second = _store.AppendAsync(Message(head, 2)).AsTask();
        Assert.Equal(2, _store.Faults.Waiting);
        Assert.Empty(await _store.ReadMailboxAsync(Bob, 0, 9, int.MaxValue));
        Assert.True(_store.Faults.ReleaseOne());
        Assert.Equal(LogVerdict.Stored, await first);
        Assert.False(second.IsCompleted);
        _store.Faults.ReleaseCommits();
        Assert.Equal(LogVerdict.Stored, await second);
        Assert.Equal(LogVerdict.Stored, await _store.AppendAsync(Message(head, 3)));
    }

    [Fact]
    public async Task AStaleHeadComesOnce()
    {
        var head = await _store.ClaimHeadAsync(Bob);
        _store.Faults.StaleNextHead();
        Assert.Equal(LogVerdict.StaleHead, await _store.AppendAsync(Message(head, 1)));
        Assert.Equal(LogVerdict.Stored, await _store.AppendAsync(Message(head, 1)));
    }
}
