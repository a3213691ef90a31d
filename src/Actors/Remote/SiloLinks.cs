using System.Collections.Concurrent;

namespace ContextExchange.Actors;

/// <summary>All links of a silo: those it dialled, one per other silo, and those that others dialled.</summary>
internal sealed class SiloLinks(LinkContext context) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SiloAddress, OutboundLink> _dialled = [];
    private readonly ConcurrentDictionary<InboundLink, Task> _accepted = new();
    private readonly ConcurrentDictionary<string, long> _ends = new(StringComparer.Ordinal);
    private IAsyncDisposable? _listener;
    private bool _closed;

    /// <summary>Listens for other silos; answers where they reach this one.</summary>
    internal async Task<string> ListenAsync(CancellationToken cancellationToken)
    {
        context.Ended = link =>
        {
            _accepted.TryRemove(link, out _);
            _ends.AddOrUpdate(link.From, 1, static (_, before) => before + 1);
        };
        (_listener, var endpoint) = await context.Transport.ListenAsync(
            context.Options.Listen, connection => _ = AcceptAsync(connection), cancellationToken).ConfigureAwait(false);
        return context.Options.Advertise ?? endpoint;
    }

    /// <summary>How often a link has ended over which that silo called this one.</summary>
    internal long EndsOf(SiloAddress silo) => _ends.GetValueOrDefault(silo.Name);

    /// <summary>Sends a call to another silo, dialling it first if need be.</summary>
    internal void Send(SiloAddress to, GrainCall call)
    {
        if (LinkTo(to) is { } link) link.Send(call);
        else call.Fail(ActorRuntime.Stopped());
    }

    /// <summary>
    /// Ends the links to silos that are gone, so that their calls fail now and not by their timeouts.
    /// </summary>
    internal void Keep(ClusterView view)
    {
        OutboundLink[] gone;
        lock (_gate)
        {
            gone = [.. _dialled.Values.Where(link => !view.Silos.Contains(link.To))];
            foreach (var link in gone) _dialled.Remove(link.To);
        }

        foreach (var link in gone) link.End("the silo is not in the cluster any more");
    }

    /// <summary>Completes when no call of another silo waits or runs here.</summary>
    internal Task DrainedAsync() => Task.WhenAll(_accepted.Keys.Select(link => link.DrainedAsync()));

    /// <summary>Ends every link, as a stop and a crash do.</summary>
    public async ValueTask DisposeAsync()
    {
        OutboundLink[] dialled;
        lock (_gate)
        {
            _closed = true;
            dialled = [.. _dialled.Values];
            _dialled.Clear();
        }

        if (_listener is not null) await _listener.DisposeAsync().ConfigureAwait(false);
        foreach (var link in dialled) link.Dispose();
        foreach (var link in _accepted.Keys) link.Dispose();
    }

    private OutboundLink? LinkTo(SiloAddress to)
    {
        lock (_gate)
        {
            if (_closed) return null;
            if (_dialled.TryGetValue(to, out var link) && !MayRedial(link)) return link;
            // A link outlives the call that asked for it: nothing of that call's context may stick to it.
            using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
                return _dialled[to] = new(context, to);
        }
    }

    private bool MayRedial(OutboundLink link) =>
        link.EndedAt is { } ended && context.Time.GetElapsedTime(ended) >= context.Options.RedialDelay;

    private async Task AcceptAsync(SiloConnection connection)
    {
        try
        {
            using var limit = new CancellationTokenSource(context.Options.ConnectTimeout, context.Time);
            var from = await new Handshake(context.Options, connection).AcceptAsync(context.Self, limit.Token)
                .ConfigureAwait(false);
            var link = new InboundLink(context, connection, from);
            lock (_gate)
            {
                if (_closed) throw new HandshakeException("This silo stops.");
                _accepted[link] = Task.CompletedTask;
            }

            await link.RunAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A stranger's failed handshake must not end the listener.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            connection.Abort();
            ClusterLog.Refused(context.Logger, exception.Message);
        }
    }
}
