namespace ContextExchange.Storage.Tests;

/// <summary>What <see cref="IStateStore"/> promises, and the engine's grain storage over it.</summary>
public abstract class StateTests : StoreTests
{
    private static readonly StateKey Key = new("owner", "o1", "owner");

    private protected StateTests(StoreUnderTest store) : base(store)
    {
    }

    private StoreGrainStorage Grains => new(Store.States);

    private static GrainId Grain { get; } = GrainId.Create("connection", new string('a', 64));

    [Fact]
    public async Task AStateIsReadBackWithItsVersion()
    {
        Assert.Null(await Store.States.ReadStateAsync(Key));
        var verdict = await Store.States.WriteStateAsync(new StateWrite(Key, null, new byte[] { 1, 2 }, null));
        Assert.True(verdict.Stored);
        Store.Reopen();
        var stored = await Store.States.ReadStateAsync(Key);
        Assert.Equal(verdict.Version, stored?.Version);
        Assert.Equal([1, 2], stored?.Body.ToArray());
        Assert.Null(await Store.States.ReadStateAsync(Key with { Name = "other" }));
        Assert.Null(await Store.States.ReadStateAsync(Key with { GrainType = "agent" }));
        Assert.Null(await Store.States.ReadStateAsync(Key with { GrainKey = "o2" }));
    }

    [Fact]
    public async Task OnlyTheExpectedVersionIsReplaced()
    {
        var first = await Store.States.WriteStateAsync(new StateWrite(Key, null, new byte[] { 1 }, null));
        Assert.Equal(first with { Stored = false },
            await Store.States.WriteStateAsync(new StateWrite(Key, null, new byte[] { 2 }, null)));
        var second = await Store.States.WriteStateAsync(new StateWrite(Key, first.Version, new byte[] { 3 }, null));
        Assert.True(second.Stored);
        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(second with { Stored = false },
            await Store.States.WriteStateAsync(new StateWrite(Key, first.Version, new byte[] { 4 }, null)));
        Assert.Equal([3], (await Store.States.ReadStateAsync(Key))?.Body.ToArray());
    }

    [Fact]
    public async Task AVersionNeverReturnsAfterADeletion()
    {
        var seen = new HashSet<long?>();
        for (var round = 0; round < 3; round++)
        {
            var written = await Store.States.WriteStateAsync(new StateWrite(Key, null, new byte[] { 1 }, null));
            Assert.True(seen.Add(written.Version));
            var again = await Store.States.WriteStateAsync(
                new StateWrite(Key, written.Version, new byte[] { 2 }, null));
            Assert.True(seen.Add(again.Version));
            Assert.Equal(new StateVerdict(true, null),
                await Store.States.WriteStateAsync(new StateWrite(Key, again.Version, null, null)));
            Assert.Null(await Store.States.ReadStateAsync(Key));
            Store.Reopen();
        }
    }

    [Fact]
    public async Task AGrainsStateGoesThroughJsonAndBack()
    {
        var written = new GrainState<Notes>(Notes.Example);
        await Grains.WriteStateAsync("notes", Grain, written);
        Assert.True(written.RecordExists);
        var read = new GrainState<Notes>();
        await Grains.ReadStateAsync("notes", Grain, read);
        Assert.Equal(written.ETag, read.ETag);
        Assert.Equal(Notes.Example.Names, read.State?.Names);
        Assert.Equal(Notes.Example.Key.ToArray(), read.State?.Key.ToArray());
        Assert.Equal(
            (Notes.Example.Owner, Notes.Example.Unset, Notes.Example.Since, Notes.Example.Unless,
                Notes.Example.NextDue),
            (read.State!.Owner, read.State.Unset, read.State.Since, read.State.Unless, read.State.NextDue));
    }

    [Fact]
    public async Task AGrainWithAnOldEtagIsRefused()
    {
        var one = new GrainState<Notes>(Notes.Example);
        var other = new GrainState<Notes>();
        await Grains.WriteStateAsync("notes", Grain, one);
        await Grains.ReadStateAsync("notes", Grain, other);
        await Grains.WriteStateAsync("notes", Grain, one);
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grains.WriteStateAsync("notes", Grain, other));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Grains.ClearStateAsync("notes", Grain, other));
        await Grains.ClearStateAsync("notes", Grain, one);
        Assert.Equal((false, null), (one.RecordExists, one.ETag));
        await Grains.ReadStateAsync("notes", Grain, other);
        Assert.Equal((false, null), (other.RecordExists, other.ETag));
    }

    [Fact]
    public async Task AStateWithADeadlineStandsInTheDueTable()
    {
        await Grains.WriteStateAsync("notes", Grain, new GrainState<Notes>(Notes.Example));
        var due = Assert.Single(await Store.Due.ReadDueAsync(Notes.Example.NextDue!.Value, 10));
        Assert.Equal((DueKind.Connection, new string('a', 64)), (due.Kind, due.Key));
    }

    private sealed record Notes : IDeadline
    {
        public static Notes Example { get; } = new()
        {
            Owner = OwnerId.New(),
            Since = StoreUnderTest.Noon.AddTicks(17),
            Names = new() { [AgentId.New()] = Category.Schedule, [AgentId.New()] = Category.Parse("golf") },
            Key = new byte[] { 1, 2, 3 },
            Unless = Sample.Hold(1).Key,
            NextDue = StoreUnderTest.Noon.AddHours(1),
        };

        public OwnerId Owner { get; init; }

        public Category Unset { get; init; }

        public DateTimeOffset Since { get; init; }

        public Dictionary<AgentId, Category> Names { get; init; } = [];

        public ReadOnlyMemory<byte> Key { get; init; }

        public HoldKey? Unless { get; init; }

        public DateTimeOffset? NextDue { get; init; }
    }
}
