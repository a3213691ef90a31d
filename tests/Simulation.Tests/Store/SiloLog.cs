using ContextExchange.Grains.Storage;

namespace ContextExchange.Simulation.Tests.Store;

/// <summary>The shared log, as far as a silo's link carries.</summary>
internal sealed class SiloLog(ILogStore inner, StoreLink link) : ForwardingLog(inner)
{
    protected override ValueTask<T> Write<T>(Func<ValueTask<T>> write) => new(link.WriteAsync(write));

    protected override ValueTask<T> Read<T>(Func<ValueTask<T>> read) => new(link.ReadAsync(read));
}
