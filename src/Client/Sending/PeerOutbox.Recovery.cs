using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>What happens after a refusal that settled nothing.</summary>
internal sealed partial class PeerOutbox
{
    private static readonly TimeSpan RecoveryDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Waits, and where needed moves the mark at the server, or reads contract and keys again and seals again;
    /// then everything leaves again.
    /// </summary>
    private async Task RecoverAsync()
    {
        TimeSpan delay;
        bool mustReseal;
        PendingSend? stuck;
        lock (_gate)
        {
            delay = _delay;
            _delay = TimeSpan.Zero;
            mustReseal = _mustReseal;
            (stuck, _stuck) = (_stuck, null);
        }

        if (delay > TimeSpan.Zero) await Task.Delay(delay, _core.Time);
        var refused = stuck is null ? null : await MoveMarkAsync(stuck);
        var resealed = !mustReseal || await TryResealAsync();
        lock (_gate)
        {
            _recovering = false;
            _startOver = true;
            if (resealed) _mustReseal = false;
            else _delay = RecoveryDelay;
            if (stuck is not null) Settle(stuck, refused);
            Pump();
        }
    }

    /// <summary>
    /// The server does not have numbers that it had settled: the next one is this message's. Null when it agreed.
    /// </summary>
    private async Task<ExchangeException?> MoveMarkAsync(PendingSend stuck)
    {
        try
        {
            var api = await _core.Sessions.AsDeviceAsync(CancellationToken.None);
            await api.MoveSequenceAsync(_core.Profile.Agent, Peer, stuck.Sequence - 1, CancellationToken.None);
        }
        catch (ExchangeException e)
        {
            return e;
        }

        _core.Report(new ClientReport(
            "server-restored", Peer,
            $"The server lacks messages before number {stuck.Sequence} that it had accepted: it was restored from a "
            + "backup. Those that the peer had not received are gone."));
        return null;
    }

    /// <summary>What becomes of a message whose mark was to be moved. Within the lock.</summary>
    private void Settle(PendingSend stuck, ExchangeException? refused)
    {
        // The tries begin anew: the server may lack the message's epoch as well.
        stuck.Attempts = 0;
        if (refused is null)
        {
            stuck.IsMarkMoved = true;
            return;
        }

        if (refused.Retryable || refused is DeviceStoreException) return;
        // The server does not take it, or does not know the call: whoever waits is told.
        stuck.Refused = SendStatus.OutOfOrder;
        _mustReseal = true;
    }

    private async Task<bool> TryResealAsync()
    {
        try
        {
            var peer = await RefreshAsync();
            foreach (var conclude in await RunAsync(() => Reseal(peer))) conclude();
            return true;
        }
        catch (ExchangeException e) when (e.Retryable || e is DeviceStoreException)
        {
            // Nothing has changed, neither here nor on the disk.
            return false;
        }
        catch (ExchangeException e)
        {
            // The peer cannot be sealed to any more: what waits for it is told, and its numbers are free again.
            foreach (var conclude in await RunAsync(() => WithdrawAll(e))) conclude();
            return true;
        }
    }

    /// <summary>The peer as the server knows it now; null when there is no connection any more.</summary>
    private async Task<Peer?> RefreshAsync()
    {
        try
        {
            return await _core.Book.RefreshAsync(Peer, CancellationToken.None);
        }
        catch (ProblemException e) when (e.Code == "not-found")
        {
            return null;
        }
    }

    /// <summary>On the device's worker. Returns what to tell once it is on disk.</summary>
    private List<Action> Reseal(Peer? peer)
    {
        var conclusions = new List<Action>();
        var refused = Refused();
        if (refused.Count == 0) return conclusions;
        var texts = OutboxWithdrawal.From(_core.Store, _connection, refused[0].Sequence);
        DropEpoch();
        foreach (var (pending, text) in refused.Zip(texts))
        {
            if (peer is null || IsFinal(pending))
            {
                var status = pending.Refused ?? SendStatus.NotConnected;
                conclusions.Add(() => pending.Fail(new SendRefusedException(status, pending.EnvelopeId)));
                continue;
            }

            var error = Cxe1Error.KeyGone;
            var successor = text is null ? null : Seal(peer, text, pending.Lineage, out error);
            if (successor is null)
            {
                var why = text is null ? SealingErrors.Of(error) : SealingErrors.Of(error, peer, text.Category);
                conclusions.Add(() => pending.Fail(why));
                continue;
            }

            conclusions.Add(() =>
            {
                pending.FollowedBy(successor);
                Release(successor);
            });
        }

        return conclusions;
    }

    private List<Action> WithdrawAll(ExchangeException reason)
    {
        var refused = Refused();
        if (refused.Count > 0) OutboxWithdrawal.From(_core.Store, _connection, refused[0].Sequence);
        DropEpoch();
        return [.. refused.Select<PendingSend, Action>(pending => () => pending.Fail(reason))];
    }

    /// <summary>Takes the first refused message and everything behind it out of the queue.</summary>
    private List<PendingSend> Refused()
    {
        var taken = new List<PendingSend>();
        lock (_gate)
        {
            var node = _pending.First;
            while (node is not null)
            {
                var next = node.Next;
                if (taken.Count > 0 || node.Value.Refused is not null)
                {
                    if (!node.Value.Item.IsEpoch) taken.Add(node.Value);
                    _pending.Remove(node);
                    _taken.Add(node);
                }

                node = next;
            }

            _next = _pending.First;
        }

        return taken;
    }

    private static bool IsFinal(PendingSend pending) =>
        pending.Refused is { } status && (Remedies.For(status) is not Remedy.Reseal || pending.Attempts >= MaxAttempts);
}
