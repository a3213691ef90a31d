using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>What the server tells beside messages: owners' notes and nacks are verified here.</summary>
internal sealed partial class MailboxReceiver
{
    private const int EnvelopeIdOffset = 4;

    private Need StoreNotice(Delivery delivery, List<MailboxItem> items)
    {
        if (!Notice.TryParse(delivery.Body, out var notice) || notice is null)
            return Keep(delivery, StoredDelivery.Form.Notice, items);
        switch (notice.Kind)
        {
            case NoticeKind.ConnectionChanged or NoticeKind.PeerKeysChanged or NoticeKind.Suspended:
                Reconsider(notice.Connection);
                break;
            case NoticeKind.Nack:
                return Need.Answer;
            case NoticeKind.SentBack when !notice.Note.IsEmpty:
                if (core.Book.Find(notice.Connection) is not { } peer) return Need.Peer;
                return StoreSentBack(delivery, notice, peer, items);
            default:
                break;
        }

        return Keep(delivery, StoredDelivery.Form.Notice, items);
    }

    private Need StoreSentBack(Delivery delivery, Notice notice, Peer peer, List<MailboxItem> items)
    {
        var refusal = OpenNote(notice, peer, out var note);
        var body = StoredDelivery.SentBackBody(delivery.Body, note?.Text, refusal);
        return Keep(delivery with { Body = body }, StoredDelivery.Form.SentBack, items);
    }

    /// <summary>Null when the note is one of the two owners', for this device and about this message.</summary>
    private string? OpenNote(Notice notice, Peer peer, out OwnerNote? note)
    {
        note = null;
        if (!SealedNote.TryParse(notice.Note, out var sealedNote, out var error)) return SealingErrors.CodeOf(error);
        if (SentEnvelope(notice.Message) is not { } envelope) return "not-from-this-device";
        foreach (var (side, oik) in (ReadOnlySpan<(OwnerSide, Bytes32)>)
            [(OwnerSide.Sender, peer.Context.Own.Oik), (OwnerSide.Recipient, peer.Context.Peer.Oik)])
        {
            error = sealedNote.Open(
                core.Store, core.Profile.Device, envelope, notice.Connection.Value, side, oik, out note);
            if (error is Cxe1Error.None or not Cxe1Error.WrongIdentity) break;
        }

        return error == Cxe1Error.None ? null : SealingErrors.CodeOf(error);
    }

    /// <summary>The hash of a message that this device sent; null for another device's.</summary>
    private Bytes32? SentEnvelope(EnvelopeId message)
    {
        using var transaction = core.Store.Begin();
        foreach (var (key, row) in transaction.Scan(DeviceTable.Sent, [], int.MaxValue))
            // The row begins with the envelope's header (CXE1, 8.1).
            if (new Guid(row.AsSpan(EnvelopeIdOffset, 16), bigEndian: true) == message.Value) return new Bytes32(key);
        return null;
    }

    /// <summary>A device of the peer could not read: its texts are sealed again once, or given back.</summary>
    /// <returns>False when the peer must be trusted first.</returns>
    private async Task<bool> AnswerAsync(Delivery delivery, CancellationToken ct)
    {
        if (!Notice.TryParse(delivery.Body, out var notice) || notice is null
            || !Nack.TryParse(notice.Note, out var nack, out _))
        {
            await GiveUpAsync(delivery, new Failure("malformed-nack"), ct);
            return true;
        }

        try
        {
            if (await core.Book.FindAsync(delivery.Connection, ct) is not { } agent)
                throw new ExchangeException("not-connected", "The connection is no more.");
            var peer = await core.Book.GetAsync(agent, ct);
            if (await core.Worker.RunAsync(() => prekeys.AreNeeded(peer)))
            {
                await prekeys.ClaimAsync(peer, ct);
                peer = await core.Book.GetAsync(agent, ct);
            }

            if (await ResealAsync(delivery, peer, nack, isLast: false)) return true;
            await ResealAsync(delivery, await core.Book.RefreshAsync(agent, ct), nack, isLast: true);
        }
        catch (ExchangeException e) when (!e.Retryable)
        {
            var failure = new Failure(e.Code);
            if (failure.WaitsForTrust)
            {
                _untrusted.Add(delivery.Connection);
                return false;
            }

            await GiveUpAsync(delivery, failure, ct);
        }

        return true;
    }

    /// <summary>False when the keys must be read again first; nothing has changed then.</summary>
    private async Task<bool> ResealAsync(Delivery delivery, Peer peer, Nack nack, bool isLast)
    {
        var outbox = outboxes.For(peer);
        var items = new List<MailboxItem>();
        IReadOnlyList<PendingSend> queued = [];
        var done = await outbox.RunAsync(() =>
        {
            var outcome = outbox.Answer(peer, nack, out queued);
            if (outcome.Error != Cxe1Error.None && !isLast && outcome.Resealed.Count == 0) return false;
            GiveBack(delivery, nack, outcome, items);
            Pass(delivery);
            return true;
        });
        foreach (var pending in queued) outbox.Release(pending);
        Offer(items);
        return done;
    }

    /// <summary>
    /// On the device's worker: what is not sealed again is told to the application, and kept no longer.
    /// </summary>
    private void GiveBack(Delivery delivery, Nack nack, ResealOutcome outcome, List<MailboxItem> items)
    {
        var isRefused = outcome.Error != Cxe1Error.None;
        var reason = isRefused ? SealingErrors.CodeOf(outcome.Error) : SealingErrors.CodeOf(nack.Reason);
        var given = outcome.Undelivered.Concat(outcome.Left).ToArray();
        var texts = given
            .Select(one => new UndeliveredText(one.Message.Content.LogicalId, one.Message.Content.Text)).ToArray();
        foreach (var one in given) SentMessages.Forget(core.Store, one.EnvelopeHash);
        if (texts.Length == 0 && !isRefused) return;
        var body = StoredDelivery.UndeliveredBody(reason, texts);
        Keep(delivery with { Body = body, Tag = [] }, StoredDelivery.Form.Undelivered, items);
    }
}
