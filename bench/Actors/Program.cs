using System.Runtime.CompilerServices;
using ContextExchange.Actors.Bench;

// Micro-benchmarks of the engine, all in one run so that the ratios mean something.
// Usage: Actors.Bench [scale, default 1] [remote: only the calls between two processes]
// Built with -p:Engine=Orleans it measures the Orleans packages; a method call is in both for comparison.
if (await Engine.ServesAsync(args)) return;

var scale = args is [var text, ..] ? double.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 1;
int Times(int count) => Math.Max(100, (int)(count * scale));

if (args is [_, "remote"])
{
    await Engine.MeasureRemoteAsync(Times);
    return;
}

await using var engine = await Engine.StartAsync();
var grains = engine.Grains;
var plain = new Plain();
var echo = grains.GetGrain<IEchoGrain>("a");
var other = grains.GetGrain<IEchoGrain>("b");
var reentrant = grains.GetGrain<IReentrantEchoGrain>("r");

await Measurement.RunAsync("method call, awaited", Times(20_000_000), async n =>
{
    for (var i = 0; i < n; i++) await plain.Echo(i);
});
await Measurement.RunAsync("call completes at once, ValueTask", Times(5_000_000), async n =>
{
    for (var i = 0; i < n; i++) await echo.EchoValue(i);
});
await Measurement.RunAsync("call completes at once, Task", Times(5_000_000), async n =>
{
    for (var i = 0; i < n; i++) await echo.Echo(i);
});
await Measurement.RunAsync("call completes at once, reentrant", Times(5_000_000), async n =>
{
    for (var i = 0; i < n; i++) await reentrant.EchoValue(i);
});
await Measurement.RunAsync("GetGrain and call", Times(2_000_000), async n =>
{
    for (var i = 0; i < n; i++) await grains.GetGrain<IEchoGrain>("a").EchoValue(i);
});
await Measurement.RunAsync("grain calls grain", Times(2_000_000), async n =>
{
    for (var i = 0; i < n; i++) await echo.EchoThrough(other, i);
});
await Measurement.RunAsync("call yields once", Times(1_000_000), async n =>
{
    for (var i = 0; i < n; i++) await echo.EchoLater(i);
});
await Measurement.RunAsync("128 callers, one grain", Times(5_000_000), n => Callers(n, i => echo, Ask));
await Measurement.RunAsync("128 callers, 128 grains", Times(5_000_000),
    n => Callers(n, i => grains.GetGrain<IEchoGrain>($"c{i}"), Ask));
await Measurement.RunAsync("128 callers, one grain, yields once", Times(1_000_000),
    n => Callers(n, i => echo, AskLater));
await Measurement.RunAsync("128 callers, one reentrant grain, yields once", Times(1_000_000),
    n => Callers(n, i => reentrant, async (grain, i) => await grain.EchoLater(i)));

var round = 0;
await Measurement.RunAsync("one-way calls", Times(1_000_000), async n =>
{
    var grain = grains.GetGrain<IReentrantEchoGrain>($"o{round++}");
    for (var done = 0; done < n; done += 1_000)
    {
        for (var i = 0; i < 1_000; i++) grain.Count();
        await Task.Yield();
        await grain.EchoValue(0);
    }

    await grain.Counted(n);
});

var count = Times(500_000);
var before = GC.GetTotalMemory(forceFullCollection: true);
var watch = System.Diagnostics.Stopwatch.StartNew();
for (var i = 0; i < count; i++) await grains.GetGrain<IEchoGrain>($"m{i}").EchoValue(i);
Measurement.Print("activations", ("count", count), ("perSecond", Math.Round(count / watch.Elapsed.TotalSeconds)),
    ("bytesEach", (GC.GetTotalMemory(forceFullCollection: true) - before) / count));

await Engine.MeasureRemoteAsync(Times);

static async Task Callers<T>(int total, Func<int, T> grain, Func<T, int, Task> ask)
{
    // Every caller yields after each call, so that 128 of them really take turns.
    await Task.WhenAll(Enumerable.Range(0, 128).Select(async caller =>
    {
        await Task.Yield();
        var target = grain(caller);
        for (var i = 0; i < total / 128; i++)
        {
            await ask(target, i);
            if (i % 64 == 63) await Task.Yield();
        }
    }));
}

static async Task Ask(IEchoGrain grain, int i) => await grain.EchoValue(i);

static async Task AskLater(IEchoGrain grain, int i) => await grain.EchoLater(i);

internal sealed class Plain
{
    private int _calls;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public ValueTask<int> Echo(int value)
    {
        _calls++;
        return new(value);
    }
}
