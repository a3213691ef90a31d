using static ContextExchange.Storage.Tests.Sample;

namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="IDueTable"/> promises.</summary>
public abstract class DueTests : StoreTests
{
    private protected DueTests(StoreUnderTest store) : base(store)
    {
    }

    private static DateTimeOffset Noon => StoreUnderTest.Noon;

    [Fact]
    public async Task NothingIsDueInAnEmptyStore() => Assert.Empty(await Store.Due.ReadDueAsync(Noon, 10));

    [Fact]
    public async Task AMessagesExpiryWakesItsMailbox()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 1) with { ExpiresAt = Noon.AddHours(1) });
        Assert.Empty(await Store.Due.ReadDueAsync(Noon.AddHours(1).AddMilliseconds(-1), 10));
        var due = new DueGrain(DueKind.Agent, Bob.ToString(), Noon.AddHours(1));
        Assert.Equal([due], await Store.Due.ReadDueAsync(Noon.AddHours(1), 10));
        Assert.Equal([due], await Store.Due.ReadDueAsync(Noon.AddHours(2), 10));
        await Log.SetNextExpiryAsync(Bob, head.Epoch, null);
        Assert.Empty(await Store.Due.ReadDueAsync(Noon.AddHours(2), 10));
    }

    [Fact]
    public async Task AHoldsExpiryWakesItsConnectionUntilItIsClosed()
    {
        await StoreAsync(new LogAppend { Opens = Hold(1, expiresAt: Noon.AddHours(2)) });
        await StoreAsync(new LogAppend { Opens = Hold(2, expiresAt: Noon.AddHours(1)) });
        Store.Reopen();
        var due = new DueGrain(DueKind.Connection, ConnectionKey.Between(Alice, Bob), Noon.AddHours(1));
        Assert.Equal([due], await Store.Due.ReadDueAsync(Noon.AddHours(3), 10));
        await StoreAsync(new LogAppend { Closes = Hold(2).Key });
        Assert.Empty(await Store.Due.ReadDueAsync(Noon.AddHours(1), 10));
        Assert.Single(await Store.Due.ReadDueAsync(Noon.AddHours(3), 10));
    }

    [Theory]
    [InlineData("agent", DueKind.Agent)]
    [InlineData("connection", DueKind.Connection)]
    [InlineData("invite", DueKind.Invite)]
    [InlineData("owner", DueKind.Owner)]
    [InlineData("loginrequest", DueKind.LoginRequest)]
    public async Task AStatesDeadlineFollowsItsWrites(string grainType, DueKind kind)
    {
        var key = new StateKey(grainType, "i1", grainType);
        var write = new StateWrite(key, null, new byte[] { 1 }, Noon.AddHours(1));
        var version = (await Store.States.WriteStateAsync(write)).Version;
        Assert.Equal(
            [new DueGrain(kind, "i1", Noon.AddHours(1))], await Store.Due.ReadDueAsync(Noon.AddDays(1), 10));
        write = write with { Due = Noon.AddDays(2) };
        version = (await Store.States.WriteStateAsync(write with { Expected = version })).Version;
        Assert.Empty(await Store.Due.ReadDueAsync(Noon.AddDays(1), 10));
        await Store.States.WriteStateAsync(write with { Expected = version, Due = null });
        Assert.Empty(await Store.Due.ReadDueAsync(Noon.AddDays(9), 10));
    }

    [Fact]
    public async Task ADeletedStateIsNotDue()
    {
        var write = new StateWrite(new StateKey("agent", "a1", "profile"), null, new byte[] { 1 }, Noon);
        var version = (await Store.States.WriteStateAsync(write)).Version;
        await Store.States.WriteStateAsync(write with { Expected = version, Body = null, Due = null });
        Assert.Empty(await Store.Due.ReadDueAsync(Noon, 10));
    }

    [Fact]
    public async Task EachGrainIsToldOnceEarliestFirstAndNoMoreThanWanted()
    {
        var head = await Log.ClaimHeadAsync(Bob);
        await StoreAsync(Message(head, 1) with { ExpiresAt = Noon.AddHours(3) });
        var profile = new StateKey("agent", Bob.ToString(), "profile");
        await Store.States.WriteStateAsync(new StateWrite(profile, null, new byte[] { 1 }, Noon.AddHours(2)));
        await Store.States.WriteStateAsync(
            new StateWrite(profile with { Name = "devices" }, null, new byte[] { 1 }, Noon.AddHours(5)));
        await StoreAsync(new LogAppend { Opens = Hold(1, expiresAt: Noon.AddHours(1)) });
        var due = await Store.Due.ReadDueAsync(Noon.AddHours(9), 10);
        Assert.Equal([Noon.AddHours(1), Noon.AddHours(2)], due.Select(grain => grain.At));
        Assert.Equal([DueKind.Connection, DueKind.Agent], due.Select(grain => grain.Kind));
        Assert.Equal(DueKind.Connection, Assert.Single(await Store.Due.ReadDueAsync(Noon.AddHours(9), 1)).Kind);
    }

    [Fact]
    public async Task AStateOfAnotherKindOfGrainCannotHaveADeadline() =>
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Store.States.WriteStateAsync(
            new StateWrite(new StateKey("credential", "c1", "credential"), null, new byte[] { 1 }, Noon)));
}
