using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="ILogStore"/> promises about holds.</summary>
public abstract class HoldTests : StoreTests
{
    private protected HoldTests(StoreUnderTest store) : base(store)
    {
    }

    [Fact]
    public async Task AHoldIsReadBackWholeByConnectionAndBySide()
    {
        var hold = Hold(1);
        await StoreAsync(new LogAppend { Opens = hold });
        Store.Reopen();
        AssertSame(hold, Assert.Single(await Log.ReadHoldsAsync(Connection)));
        AssertSame(hold, Assert.Single(await Log.ReadHoldsAsync(Bob)));
        Assert.Empty(await Log.ReadHoldsAsync(Alice));
        Assert.Empty(await Log.ReadHoldsAsync(ConnectionId.Between(Alice, AgentId.New())));
    }

    [Fact]
    public async Task HoldsAreReadOldestFirst()
    {
        foreach (var minute in new[] { 5, 1, 3 })
            await StoreAsync(new LogAppend { Opens = Hold(minute, heldAt: StoreUnderTest.Noon.AddMinutes(minute)) });
        var since = (await Log.ReadHoldsAsync(Bob)).Select(hold => (hold.HeldAt - StoreUnderTest.Noon).TotalMinutes);
        Assert.Equal([1, 3, 5], since);
    }

    [Fact]
    public async Task AHoldEndsExactlyOnce()
    {
        await StoreAsync(new LogAppend { Opens = Hold(1) });
        var head = await Log.ClaimHeadAsync(Bob);
        var verdicts = await Task.WhenAll(
            Log.AppendAsync(Message(head, 1) with { Closes = Hold(1).Key }).AsTask(),
            Log.AppendAsync(new LogAppend { Closes = Hold(1).Key }).AsTask());
        Assert.Equal([LogVerdict.Stored, LogVerdict.HoldClosed], verdicts);
        Assert.Empty(await Log.ReadHoldsAsync(Connection));
    }

    [Fact]
    public async Task AnOpenHoldIsNotOpenedAgain()
    {
        await StoreAsync(new LogAppend { Opens = Hold(1) });
        Assert.Equal(LogVerdict.HoldClosed, await Log.AppendAsync(new LogAppend { Opens = Hold(1) }));
        Assert.Single(await Log.ReadHoldsAsync(Connection));
    }

    [Fact]
    public async Task OneStepPassesTheQuestionFromOneOwnerToTheOther()
    {
        await StoreAsync(new LogAppend { Opens = Hold(1, Alice) });
        await StoreAsync(new LogAppend { Closes = Hold(1, Alice).Key, Opens = Hold(1, Bob) });
        Assert.Empty(await Log.ReadHoldsAsync(Alice));
        Assert.Single(await Log.ReadHoldsAsync(Bob));
    }

    [Fact]
    public async Task AHoldWithoutEnvelopeIsReadBackEmpty()
    {
        await StoreAsync(new LogAppend { Opens = Hold(1) with { Envelope = default, LineageTag = default } });
        Assert.True(Assert.Single(await Log.ReadHoldsAsync(Bob)).Envelope.IsEmpty);
    }

    [Fact]
    public async Task WhoWasAskedIsReadWithTheNewestOpenHold()
    {
        var noon = StoreUnderTest.Noon;
        await StoreAsync(new LogAppend { Opens = Hold(1, Alice, noon) });
        await StoreAsync(new LogAppend { Opens = Hold(2, Bob, noon.AddMinutes(1)) });
        await StoreAsync(new LogAppend { Opens = Hold(3, Bob, noon.AddMinutes(2)) });
        await StoreAsync(new LogAppend { Opens = Hold(4, Bob, noon.AddMinutes(3)) });
        await StoreAsync(new LogAppend { Closes = Hold(4, Bob).Key });
        // Stands for a notice that is still to be told: nobody is asked.
        await StoreAsync(new LogAppend { Opens = Hold(5, default(AgentId), noon.AddMinutes(4)) });
        Store.Reopen();

        var all = await Log.ReadAskedAsync(default);
        var later = await Log.ReadAskedAsync(noon);
        var none = await Log.ReadAskedAsync(noon.AddMinutes(2));

        Assert.Equal(
            new HashSet<AskedSide> { new(Alice, noon), new(Bob, noon.AddMinutes(2)) }, all.ToHashSet());
        Assert.Equal(new AskedSide(Bob, noon.AddMinutes(2)), Assert.Single(later));
        Assert.Empty(none);
    }

    private static void AssertSame(Hold expected, Hold actual)
    {
        Assert.Equal(expected.Envelope.ToArray(), actual.Envelope.ToArray());
        Assert.Equal(expected.LineageTag.ToArray(), actual.LineageTag.ToArray());
        Assert.Equal(expected, actual with { Envelope = expected.Envelope, LineageTag = expected.LineageTag });
    }
}
