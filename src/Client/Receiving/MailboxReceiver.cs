using System.Text;
using ContextExchange.Cryptography.Cxe1;
using OpenedMessage = ContextExchange.Cryptography.Cxe1.ReceivedMessage;

namespace ContextExchange.Client;

/// <summary>
/// Takes a socket's deliveries into the store, a burst in one transaction: message, chain, replay record and position
/// together. Only then does the application see them. What needs the server first (an epoch, keys) is fetched and tried
/// again.
/// </summary>
internal sealed class MailboxReceiver(ClientCore core, Mailbox mailbox, Session session)
{
    private const int MaxBurst = 128;
    private const int MaxFetches = 4;

    private readonly ConnectionReceiver _receiver = new(core.Store, core.Profile.Device, core.Time);
    private readonly KnownTexts _known = new(core.Store, core.Time);

    private enum Need
    {
        Nothing = 0,
        Peer = 1,
        Epoch = 2,
    }

    private readonly record struct Progress(int Next, Need Need, List<MailboxItem> Items);

    /// <summary>Runs until the socket's deliveries end.</summary>
    /// <exception cref="InvalidDataException">A gap: the client connects again and resumes.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        var burst = new List<Delivery>(MaxBurst);
        while (await session.Deliveries.WaitToReadAsync(ct))
        {
            burst.Clear();
            while (burst.Count < MaxBurst && session.Deliveries.TryRead(out var delivery)) burst.Add(delivery);
            await TakeAsync(burst, ct);
        }
    }

    private async Task TakeAsync(List<Delivery> burst, CancellationToken ct)
    {
        var next = 0;
        var fetches = 0;
        while (next < burst.Count)
        {
            var from = next;
            var progress = await core.Worker.RunAsync(() => Store(burst, from));
            mailbox.Offer(progress.Items);
            fetches = progress.Next == next ? fetches : 0;
            next = progress.Next;
            if (progress.Need == Need.Nothing) continue;
            var reason = fetches++ < MaxFetches
                ? await FetchAsync(burst[next], progress.Need, ct)
                : SealingErrors.CodeOf(Cxe1Error.UnknownEpoch);
            if (reason is not null) await GiveUpAsync(burst[next++], reason);
        }
    }

    /// <summary>On the device's worker: as far as it goes without the server.</summary>
    private Progress Store(List<Delivery> burst, int from)
    {
        var items = new List<MailboxItem>();
        var position = mailbox.Position;
        var need = Need.Nothing;
        var next = from;
        for (; next < burst.Count; next++)
        {
            var delivery = burst[next];
            if (delivery.Sequence <= position) continue;
            if (delivery.Sequence != position + 1)
                throw new InvalidDataException($"The mailbox has a gap after {position}.");
            need = Store(delivery, items);
            if (need != Need.Nothing) break;
            position = delivery.Sequence;
        }

        if (position != mailbox.Position) mailbox.Advance(position);
        return new Progress(next, need, items);
    }

    private Need Store(Delivery delivery, List<MailboxItem> items) => delivery.Kind switch
    {
        EntryKind.Message => StoreMessage(delivery, items),
        EntryKind.Stub => StoreStub(delivery, items),
        EntryKind.Notice => StoreNotice(delivery, items),
        _ => throw new InvalidDataException($"The server delivered a kind that is not known: {delivery.Kind}."),
    };

    private Need StoreMessage(Delivery delivery, List<MailboxItem> items)
    {
        if (!EnvelopeView.TryParse(delivery.Body, out var envelope, out _))
            return Report(delivery, SealingErrors.CodeOf(Cxe1Error.MalformedEnvelope), items);
        var sender = new AgentId(envelope.SenderAgent);
        if (ConnectionId.Between(core.Profile.Agent, sender) != delivery.Connection)
            return Report(delivery, SealingErrors.CodeOf(Cxe1Error.WrongSender), items);
        if (core.Book.Find(sender) is not { } peer) return Need.Peer;
        var outcome = _receiver.Receive(peer.Context, delivery.Body);
        if (outcome.Error == Cxe1Error.UnknownEpoch) return Need.Epoch;
        if (outcome.Error != Cxe1Error.None) return Report(delivery, SealingErrors.CodeOf(outcome.Error), items);
        if (outcome is { IsDuplicate: false, Message: { } opened }) KeepMessage(delivery, opened, items);
        return Need.Nothing;
    }

    private void KeepMessage(Delivery delivery, OpenedMessage opened, List<MailboxItem> items)
    {
        if (_known.Contains(delivery.Connection, opened.Content.LogicalId))
        {
            // The same text under another envelope: the application has acted on it, or has it before it.
            Inbox.Acknowledge(core.Store, opened.EnvelopeHash);
            return;
        }

        _known.Add(delivery.Connection, opened.Content.LogicalId);
        mailbox.Keep(delivery.Sequence, new StoredDelivery(
            StoredDelivery.Form.Message, delivery.At, delivery.Connection, delivery.Tag,
            opened.EnvelopeHash.ToArray()));
        items.Add(mailbox.ItemOf(delivery.Sequence, delivery.At, delivery.Connection, delivery.Tag, opened));
    }

    private Need StoreStub(Delivery delivery, List<MailboxItem> items)
    {
        if (delivery.Body.Length != 72) throw new InvalidDataException("A stub has another length than 72 bytes.");
        if (core.Book.Find(delivery.Connection) is not { } peer) return Need.Peer;
        _receiver.NoteWithheld(
            peer.Context, peer.Agent.Value, new Guid(delivery.Body.AsSpan(16, 16), bigEndian: true),
            ClientRows.Number(delivery.Body.AsSpan(32)), new Bytes32(delivery.Body.AsSpan(40, 32)));
        return Keep(delivery, StoredDelivery.Form.Stub, items);
    }

    private Need StoreNotice(Delivery delivery, List<MailboxItem> items)
    {
        if (Notice.TryParse(delivery.Body, out var notice)
            && notice is { Kind: NoticeKind.ConnectionChanged or NoticeKind.PeerKeysChanged })
        {
            core.Book.Forget(notice.Connection);
        }

        return Keep(delivery, StoredDelivery.Form.Notice, items);
    }

    private Need Keep(Delivery delivery, StoredDelivery.Form form, List<MailboxItem> items)
    {
        var stored = new StoredDelivery(form, delivery.At, delivery.Connection, delivery.Tag, delivery.Body);
        mailbox.Keep(delivery.Sequence, stored);
        if (stored.ToItem(delivery.Sequence) is { } item) items.Add(item);
        return Need.Nothing;
    }

    private Need Report(Delivery delivery, string reason, List<MailboxItem> items) =>
        Keep(
            delivery with { Body = Encoding.ASCII.GetBytes(reason), Tag = [] }, StoredDelivery.Form.Undecryptable,
                items);

    private async Task GiveUpAsync(Delivery delivery, string reason) =>
        mailbox.Offer(await core.Worker.RunAsync(() =>
        {
            var items = new List<MailboxItem>();
            Report(delivery, reason, items);
            mailbox.Advance(delivery.Sequence);
            return items;
        }));

    /// <summary>Null when it is worth trying again, else why the entry cannot be opened.</summary>
    private async Task<string?> FetchAsync(Delivery delivery, Need need, CancellationToken ct)
    {
        try
        {
            if (await core.Book.FindAsync(delivery.Connection, ct) is not { } agent) return "not-connected";
            var peer = await core.Book.GetAsync(agent, ct);
            return need == Need.Epoch ? await FetchEpochAsync(delivery, peer, ct) : null;
        }
        catch (ExchangeException e) when (!e.Retryable)
        {
            return e.Code;
        }
    }

    private async Task<string?> FetchEpochAsync(Delivery delivery, Peer peer, CancellationToken ct)
    {
        if (!EnvelopeView.TryParse(delivery.Body, out var envelope, out _)) return "malformed-envelope";
        var record = await session.GetEpochAsync(peer.Agent, envelope.EpochHash.ToArray());
        if (record is null) return SealingErrors.CodeOf(Cxe1Error.UnknownEpoch);
        var error = await AcceptAsync(peer, record);
        if (error is Cxe1Error.DirectoryStale or Cxe1Error.TermsMismatch or Cxe1Error.DeviceNotListed)
        {
            peer = await core.Book.RefreshAsync(peer.Agent, ct);
            error = await AcceptAsync(peer, record);
        }

        return error == Cxe1Error.None ? null : SealingErrors.CodeOf(error);
    }

    private Task<Cxe1Error> AcceptAsync(Peer peer, byte[] record) =>
        core.Worker.RunAsync(() => _receiver.AcceptEpoch(peer.Context, record, peer.Own, peer.Directory));
}
