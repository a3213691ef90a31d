namespace ContextExchange.Actors.Tests;

public sealed class RemoteCallTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AGrainHasOneActivationOverThreeSilosUnderCallsFromAll(bool tcp)
    {
        await using var silos = await Silos.StartAsync(3, tcp: tcp);
        var keys = Enumerable.Range(0, 30).Select(i => $"one{i}").ToList();
        await Task.WhenAll(silos.Harness.Silos.SelectMany(silo => keys.Select(async key =>
        {
            var grain = silo.GrainFactory.GetGrain<IPostGrain>(key);
            for (var i = 0; i < 20; i++) await grain.Add(1);
        })));

        foreach (var key in keys) Assert.Equal(60, await silos[0].GrainFactory.GetGrain<IPostGrain>(key).Add(0));
        Assert.Equal(30, silos.Harness.Silos.Sum(silo => silo.ActivationCount));
        Assert.All(silos.Harness.Silos, silo => Assert.True(silo.ActivationCount > 0));
    }

    [Fact]
    public async Task AGrainRunsOnTheSiloThatOwnsItsPartition()
    {
        await using var silos = await Silos.StartAsync(2);
        foreach (var home in silos.Harness.Silos)
        {
            foreach (var caller in silos.Harness.Silos)
                Assert.Equal(home.Name, await silos.GrainOn(home, caller).Where());
        }
    }

    [Fact]
    public async Task AReferenceThatCrossesBelongsToTheSiloThatReadsIt()
    {
        await using var silos = await Silos.StartAsync(2);
        var there = silos.GrainOn(silos[1], silos[0]);
        var here = silos.GrainOn(silos[0], silos[0]);
        Assert.Equal("Secondary_1 asked Primary", await there.Ask(here));
    }

    [Theory]
    [InlineData("limit", typeof(LimitExceededException), "much")]
    [InlineData("format", typeof(FormatException), "odd")]
    [InlineData("own", typeof(GrainCallException), "own")]
    public async Task AFailureArrivesAsWhatItWasWhereItsTypeIsKnown(string kind, Type type, string message)
    {
        await using var silos = await Silos.StartAsync(2);
        var failure = await Record.ExceptionAsync(() => silos.GrainOn(silos[1], silos[0]).Fail(kind));
        Assert.IsType(type, failure);
        Assert.Equal(message, failure.Message);
        Assert.DoesNotContain("PostGrain", $"{failure.StackTrace}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnArgumentWithoutACodecFailsTheCallAndNamesItsType()
    {
        await using var silos = await Silos.StartAsync(2);
        var failure = await Assert.ThrowsAsync<CodecNotFoundException>(
            () => silos.GrainOn(silos[1], silos[0]).Take(() => 1));
        Assert.Contains("System.Func<int>", failure.Message, StringComparison.Ordinal);
        await silos.GrainOn(silos[0], silos[0]).Take(() => 1);
    }

    [Fact]
    public async Task AMessageOverTheLimitFailsItsCallAlone()
    {
        await using var silos = await Silos.StartAsync(2, options => options.MaxMessageBytes = 10_000);
        var grain = silos.GrainOn(silos[1], silos[0]);
        await Assert.ThrowsAsync<LimitExceededException>(() => grain.Size(new byte[10_000]).AsTask());
        Assert.Equal(9_000, await grain.Size(new byte[9_000]));
    }

    [Fact]
    public async Task TheRequestContextTravels()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[0]);
        RequestContext.Set("trace", "t1");
        Assert.Equal("t1", await grain.Context("trace"));
        RequestContext.Clear();
        Assert.Null(await grain.Context("trace"));
    }

    [Fact]
    public async Task AValueOfTheRequestContextThatCannotCrossFailsTheCall()
    {
        await using var silos = await Silos.StartAsync(2);
        RequestContext.Set("odd", new object());
        await Assert.ThrowsAsync<CodecNotFoundException>(
            () => silos.GrainOn(silos[1], silos[0]).Context("odd").AsTask());
        RequestContext.Clear();
    }

    [Fact]
    public async Task ACancelledCallEndsForItsCallerAndTellsTheGrain()
    {
        await using var silos = await Silos.StartAsync(2);
        var grain = silos.GrainOn(silos[1], silos[0]);
        using var source = new CancellationTokenSource();
        var waiting = grain.Wait("gate", source.Token);
        await silos.Office.Reached("gate");
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        // The grain is not reentrant: it answers only because its own wait was cancelled too.
        Assert.Equal(1, await grain.Add(1));
    }

    [Fact]
    public async Task ACallThatGetsNoAnswerTimesOutOnItsCallersSide()
    {
        await using var silos = await Silos.StartAsync(2);
        var waiting = silos.GrainOn(silos[1], silos[0]).WaitShortly("never");
        await silos.Office.Reached("never");
        silos.Tick(5);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        silos.Office.Gate("never").SetResult();
    }

    [Fact]
    public async Task OneWayCallsCross()
    {
        await using var silos = await Silos.StartAsync(2);
        await silos.GrainOn(silos[1], silos[0]).Note("hello");
        await silos.Office.Reached("hello");
        Assert.Equal(["hello"], silos.Office.Notes);
    }

    [Fact]
    public async Task AnObserverIsCalledBackFromAnotherSiloInOrder()
    {
        await using var silos = await Silos.StartAsync(2);
        var watcher = new Watcher(100);
        var reference = silos[0].GrainFactory.CreateObjectReference<IPostWatcher>(watcher);
        await silos.GrainOn(silos[1], silos[0]).Watch(reference, 100);
        await watcher.All;
        Assert.Equal(Enumerable.Range(0, 100), watcher.Numbers);

        silos[0].GrainFactory.DeleteObjectReference<IPostWatcher>(reference);
        await silos.GrainOn(silos[1], silos[0]).Watch(reference, 1);
        Assert.Equal(100, watcher.Numbers.Count);
        GC.KeepAlive(watcher);
    }

    [Fact]
    public async Task CallsBeyondTheBoundAreRefusedAtOnce()
    {
        await using var silos = await Silos.StartAsync(2, options => options.MaxOutstandingCalls = 3);
        var grain = silos.GrainOn(silos[1], silos[0]);
        var waiting = Enumerable.Range(0, 3).Select(_ => grain.Wait("gate", default)).ToList();
        await Assert.ThrowsAsync<LimitExceededException>(() => grain.Add(1));
        silos.Office.Gate("gate").SetResult();
        await Task.WhenAll(waiting);
        Assert.Equal(1, await grain.Add(1));
    }

    private sealed class Watcher(int expected) : IPostWatcher
    {
        private readonly TaskCompletionSource _all = new();

        public Task All => _all.Task;

        public List<int> Numbers { get; } = [];

        public ValueTask Seen(int number)
        {
            Numbers.Add(number);
            if (Numbers.Count == expected) _all.SetResult();
            return default;
        }
    }
}
