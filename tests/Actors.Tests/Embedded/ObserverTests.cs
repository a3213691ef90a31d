using System.Runtime.CompilerServices;

namespace ContextExchange.Actors.Tests;

public sealed class ObserverTests
{
    [Fact]
    public async Task AnObserverHearsInOrder()
    {
        await using var cluster = await Cluster.StartAsync();
        var listener = new Listener();
        var reference = cluster.Grains.CreateObjectReference<IListener>(listener);
        await cluster.Script().Run(_ =>
        {
            for (var i = 0; i < 1_000; i++) reference.Hear(i);
            return reference.HearSlowly(() => Task.CompletedTask);
        });

        Assert.Equal(Enumerable.Range(0, 1_000), listener.Heard);
    }

    [Fact]
    public async Task ASlowObserverDoesNotHoldUpTheGrain()
    {
        await using var cluster = await Cluster.StartAsync();
        var gate = new TaskCompletionSource();
        var reference = cluster.Grains.CreateObjectReference<IListener>(new Listener());
        var slow = reference.HearSlowly(() => gate.Task);
        await cluster.Script().Run(_ =>
        {
            reference.Hear(1);
            return Task.CompletedTask;
        });

        Assert.False(slow.IsCompleted);
        gate.SetResult();
        await slow;
    }

    [Fact]
    public async Task ADeletedReferenceReachesNobody()
    {
        await using var cluster = await Cluster.StartAsync();
        var listener = new Listener();
        var reference = cluster.Grains.CreateObjectReference<IListener>(listener);
        cluster.Grains.DeleteObjectReference<IListener>(reference);

        await Assert.ThrowsAsync<ClientNotAvailableException>(() => reference.HearSlowly(() => Task.CompletedTask));
        Assert.Throws<ArgumentException>(() => cluster.Grains.DeleteObjectReference<IListener>(listener));
    }

    [Fact]
    public async Task TheEngineDoesNotKeepAnObserverAlive()
    {
        await using var cluster = await Cluster.StartAsync();
        var reference = Forgotten(cluster);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Assert.ThrowsAsync<ClientNotAvailableException>(() => reference.HearSlowly(() => Task.CompletedTask));
    }

    [Fact]
    public async Task ReferencesToOneObserverAreEqual()
    {
        await using var cluster = await Cluster.StartAsync();
        var listener = new Listener();
        var first = cluster.Grains.CreateObjectReference<IListener>(listener);
        Assert.Equal(first, first.AsReference<IListener>());
        Assert.NotEqual(first, cluster.Grains.CreateObjectReference<IListener>(new Listener()));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IListener Forgotten(Cluster cluster) =>
        cluster.Grains.CreateObjectReference<IListener>(new Listener());

    private sealed class Listener : IListener
    {
        public List<int> Heard { get; } = [];

        public void Hear(int number) => Heard.Add(number);

        public Task HearSlowly(Func<Task> wait) => wait();
    }
}
