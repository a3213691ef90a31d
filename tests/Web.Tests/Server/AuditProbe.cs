using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Tests;

/// <summary>Passes audit records on to the store and lets a test wait for the one that it expects.</summary>
internal sealed class AuditProbe
{
    private readonly Channel<AuditRecord> _records = Channel.CreateUnbounded<AuditRecord>();

    /// <summary>The next record with this action.</summary>
    public async Task<AuditRecord> NextAsync(string action)
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        await foreach (var record in _records.Reader.ReadAllAsync(patience.Token))
            if (record.Action == action)
                return record;
        throw new InvalidOperationException("The log was closed.");
    }

    /// <summary>Everything that was recorded and not yet asked for.</summary>
    public IEnumerable<AuditRecord> Drain()
    {
        while (_records.Reader.TryRead(out var record))
            yield return record;
    }

    public IAuditLog Around(IAuditLog log) => new Tap(log, _records.Writer);

    private sealed class Tap(IAuditLog log, ChannelWriter<AuditRecord> copy) : IAuditLog
    {
        public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken = default)
        {
            await log.WriteAsync(record, cancellationToken);
            copy.TryWrite(record);
        }

        public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
            long after, int max, CancellationToken cancellationToken = default) =>
                log.ReadAsync(after, max, cancellationToken);
    }
}

/// <summary>Puts a probe around the store's audit log.</summary>
internal static class AuditProbeSetup
{
    public static void Decorate(this IServiceCollection services, AuditProbe probe)
    {
        var store = services.Last(service => service.ServiceType == typeof(IAuditLog));
        services.Remove(store);
        services.AddSingleton(provider => probe.Around((IAuditLog)store.ImplementationFactory!(provider)));
    }
}
