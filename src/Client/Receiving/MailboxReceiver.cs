using System.Text;
using ContextExchange.Cryptography.Cxe1;
using OpenedMessage = ContextExchange.Cryptography.Cxe1.ReceivedMessage;

namespace ContextExchange.Client;

/// <summary>
/// Takes a socket's deliveries into the store, a burst in one transaction: message, chain, replay record and position
/// together. Only then does the application see them. What needs the server first (an epoch, keys) is fetched and tried
/// again; what cannot be opened is answered by a nack; what was forged suspends the connection; what a peer sent whose
/// identity is not trusted waits until it is.
/// </summary>
internal sealed partial class MailboxReceiver(
    ClientCore core, Mailbox mailbox, ParkedDeliveries parked, Outboxes outboxes, Nacks nacks, OneTimePrekeys prekeys,
    Session session)
{
    private const int MaxBurst = 128;
    private const int MaxFetches = 4;

    private readonly ConnectionReceiver _receiver = new(core.Store, core.Profile.Device, core.Time);
    private readonly KnownTexts _known = new(core.Store, core.Time);
    private readonly HashSet<Bytes32> _nackedEpochs = [];

    // What the part of the worker's group that runs now has found. Told once it is on disk.
    private readonly List<(AgentId Peer, string Reason)> _alarms = [];
    private readonly List<ClientReport> _reports = [];

    private enum Need
    {
        Nothing = 0,
        Peer = 1,
        Epoch = 2,
        Answer = 3,
        Release = 4,
    }

    private readonly record struct Progress(int Next, Need Need, List<MailboxItem> Items);

    /// <summary>Runs until the socket's deliveries end.</summary>
    /// <exception cref="InvalidDataException">A gap: the client connects again and resumes.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        parked.Wake();
        var burst = new List<Delivery>(MaxBurst);
        var arrived = session.Deliveries.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            var awake = parked.Awake;
            if (await Task.WhenAny(awake, arrived) == awake)
            {
                await ReleaseAllAsync(ct);
                continue;
            }

            if (!await arrived) return;
            burst.Clear();
            while (burst.Count < MaxBurst && session.Deliveries.TryRead(out var delivery)) burst.Add(delivery);
            await TakeAsync(burst, ct);
            arrived = session.Deliveries.WaitToReadAsync(ct).AsTask();
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
            Offer(progress.Items);
            await TellAsync(ct);
            fetches = progress.Next == next ? fetches : 0;
            next = progress.Next;
            if (progress.Need == Need.Nothing) continue;
            if (progress.Need is Need.Answer or Need.Release)
            {
                if (progress.Need == Need.Release) await ReleaseAsync(burst[next].Connection, ct);
                else if (await AnswerAsync(burst[next], ct)) next++;
                continue;
            }

            var failure = fetches++ < MaxFetches
                ? await FetchAsync(burst[next], progress.Need, ct)
                : new Failure(SealingErrors.CodeOf(Cxe1Error.UnknownEpoch));
            if (failure is null) continue;
            if (failure.WaitsForTrust) _untrusted.Add(burst[next].Connection);
            else await GiveUpAsync(burst[next++], failure, ct);
        }
    }

    /// <summary>On the device's worker: as far as it goes without the server.</summary>
    private Progress Store(List<Delivery> burst, int from)
    {
        _alarms.Clear();
        _reports.Clear();
        var items = new List<MailboxItem>();
        var position = mailbox.Position;
        var need = Need.Nothing;
        var next = from;
        for (; next < burst.Count; next++)
        {
            var delivery = burst[next];
            var isReleased = IsReleased(delivery);
            if (!isReleased && delivery.Sequence <= position) continue;
            if (!isReleased && delivery.Sequence != position + 1)
                throw new InvalidDataException($"The mailbox has a gap after {position}.");
            need = MustWait(delivery) ? Park(delivery) : Store(delivery, items);
            if (need != Need.Nothing) break;
            if (!isReleased) position = delivery.Sequence;
            else if (!_untrusted.Contains(delivery.Connection)) parked.Remove(delivery);
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
        if (!DeliveredMessage.TryParse(delivery.Body, out var message, out _))
            return GiveUp(delivery, null, new Failure(Cxe1Error.MalformedEnvelope), items);
        var envelope = message.Envelope;
        var sender = new AgentId(envelope.SenderAgent);
        if (ConnectionId.Between(core.Profile.Agent, sender) != delivery.Connection)
            return GiveUp(delivery, core.Book.Find(delivery.Connection), new Failure(Cxe1Error.WrongSender), items);
        if (core.Book.Find(sender) is not { } peer) return Need.Peer;
        var isFirst = !HasReceived(delivery.Connection);
        var outcome = _receiver.Receive(peer.Context, delivery.Body);
        if (outcome.Error == Cxe1Error.UnknownEpoch) return Need.Epoch;
        if (outcome.Error != Cxe1Error.None)
        {
            var failure = new Failure(outcome.Error, envelope.EpochHash, message.EnvelopeHash, IsOver(message));
            return GiveUp(delivery, peer, failure, items);
        }

        if (outcome is { IsDuplicate: false, Message: { } opened })
            KeepMessage(delivery, peer, opened, !outcome.HasPredecessor && IsGap(envelope, isFirst), items);
        return Need.Nothing;
    }

    private void KeepMessage(
        Delivery delivery, Peer peer, OpenedMessage opened, bool afterGap, List<MailboxItem> items)
    {
        if (afterGap)
        {
            _reports.Add(new ClientReport(
                "message-missing", peer.Agent,
                $"The message before number {opened.Header.Sequence} of {peer.Agent} was not delivered."));
        }

        if (_known.Contains(delivery.Connection, opened.Content.LogicalId))
        {
            // The same text under another envelope: the application has acted on it, or has it before it.
            Inbox.Acknowledge(core.Store, opened.EnvelopeHash);
            return;
        }

        _known.Add(delivery.Connection, opened.Content.LogicalId);
        var stored = new StoredDelivery(
            afterGap ? StoredDelivery.Form.MessageAfterGap : StoredDelivery.Form.Message, delivery.At,
            delivery.Connection, delivery.Tag, opened.EnvelopeHash.ToArray());
        mailbox.Keep(delivery.Sequence, stored);
        if (!IsReleased(delivery)) items.Add(mailbox.ItemOf(delivery.Sequence, stored, opened));
    }

    private Need StoreStub(Delivery delivery, List<MailboxItem> items)
    {
        if (delivery.Body.Length != 72) throw new InvalidDataException("A stub has another length than 72 bytes.");
        if (core.Book.Find(delivery.Connection) is not { } peer) return Need.Peer;
        var error = _receiver.NoteWithheld(
            peer.Context, peer.Agent.Value, new Guid(delivery.Body.AsSpan(16, 16), bigEndian: true),
            ClientRows.Number(delivery.Body.AsSpan(32)), new Bytes32(delivery.Body.AsSpan(40, 32)));
        return error == Cxe1Error.None
            ? Keep(delivery, StoredDelivery.Form.Stub, items)
            : GiveUp(delivery, peer, new Failure(error), items);
    }

    private Need Keep(Delivery delivery, StoredDelivery.Form form, List<MailboxItem> items)
    {
        var stored = new StoredDelivery(form, delivery.At, delivery.Connection, delivery.Tag, delivery.Body);
        mailbox.Keep(delivery.Sequence, stored);
        if (!IsReleased(delivery) && stored.ToItem(delivery.Sequence) is { } item) items.Add(item);
        return Need.Nothing;
    }

    /// <summary>
    /// On the device's worker: what is not opened is told to the application, and by a nack to its sender where
    /// sealing it again can help; what was forged is an alarm.
    /// </summary>
    private Need GiveUp(Delivery delivery, Peer? peer, Failure failure, List<MailboxItem> items)
    {
        // The owner has just vouched for another key: what an earlier one signed is refused, and no new alarm.
        if (IsReleased(delivery) && failure.Error == Cxe1Error.WrongIdentity)
            failure = failure with { IsExcused = true };
        if (failure.IsAttack && peer is not null) _alarms.Add((peer.Agent, failure.Code));
        var willCome = peer is not null && TryNack(peer, failure);
        var form = failure switch
        {
            { IsAttack: true } => StoredDelivery.Form.Attack,
            { IsRefusal: true } => StoredDelivery.Form.Refused,
            _ => willCome ? StoredDelivery.Form.Nacked : StoredDelivery.Form.Undecryptable,
        };
        return Keep(delivery with { Body = Encoding.ASCII.GetBytes(failure.Code), Tag = [] }, form, items);
    }

    private bool TryNack(Peer peer, Failure failure)
    {
        if (failure.Epoch is not { } epoch) return false;
        if (_nackedEpochs.Contains(epoch)) return true;
        if (_receiver.NackFor(peer.Context, epoch, failure.Envelope, failure.Error) is not { } nack) return false;
        nacks.Keep(peer.Agent, nack);
        if (failure.Envelope is null) _nackedEpochs.Add(epoch);
        return true;
    }

    private async Task GiveUpAsync(Delivery delivery, Failure failure, CancellationToken ct)
    {
        Offer(await core.Worker.RunAsync(() =>
        {
            _alarms.Clear();
            _reports.Clear();
            var items = new List<MailboxItem>();
            GiveUp(delivery, core.Book.Find(delivery.Connection), failure, items);
            Pass(delivery);
            return items;
        }));
        await TellAsync(ct);
    }

    /// <summary>What was found is on disk: now the server, and whoever runs the client, hear of it.</summary>
    private async Task TellAsync(CancellationToken ct)
    {
        foreach (var report in _reports) core.Report(report);
        foreach (var (peer, reason) in _alarms) await core.Guard.SuspendAsync(peer, reason, ct);
        _alarms.Clear();
        _reports.Clear();
        await nacks.SendAsync(ct);
    }

    /// <summary>Null when it is worth trying again, else why the entry cannot be opened.</summary>
    private async Task<Failure?> FetchAsync(Delivery delivery, Need need, CancellationToken ct)
    {
        try
        {
            if (await core.Book.FindAsync(delivery.Connection, ct) is not { } agent)
                return new Failure("not-connected");
            var peer = await core.Book.GetAsync(agent, ct);
            return need == Need.Epoch ? await FetchEpochAsync(delivery, peer, ct) : null;
        }
        catch (ExchangeException e) when (!e.Retryable)
        {
            return new Failure(e.Code);
        }
    }

    private async Task<Failure?> FetchEpochAsync(Delivery delivery, Peer peer, CancellationToken ct)
    {
        if (!DeliveredMessage.TryParse(delivery.Body, out var message, out _))
            return new Failure(Cxe1Error.MalformedEnvelope);
        var record = await session.GetEpochAsync(peer.Agent, message.Envelope.EpochHash.ToArray());
        if (record is null) return new Failure(Cxe1Error.UnknownEpoch);
        var error = await AcceptAsync(peer, record);
        if (error is Cxe1Error.DirectoryStale or Cxe1Error.TermsMismatch or Cxe1Error.TermsUnknown
            or Cxe1Error.DeviceNotListed or Cxe1Error.RosterNamesGhost or Cxe1Error.RosterOmitsDevice
            or Cxe1Error.WrongIdentity)
        {
            peer = await core.Book.RefreshAsync(peer.Agent, ct);
            error = await AcceptAsync(peer, record);
        }

        // A record of another epoch than was asked for opens nothing here.
        return error == Cxe1Error.None ? null : new Failure(error, message.Envelope.EpochHash)
        {
            IsExcused = error == Cxe1Error.RosterNamesGhost && Roster.NamesOnlyKnown(core.Store, record),
        };
    }

    private Task<Cxe1Error> AcceptAsync(Peer peer, byte[] record) =>
        core.Worker.RunAsync(() => _receiver.AcceptEpoch(peer.Context, record, peer.Own, peer.Directory));

    /// <summary>An approval that held and is over: a device that was away for long finds such.</summary>
    private bool IsOver(DeliveredMessage message)
    {
        var now = core.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return message.Approvals.Any(one => one.Expiry + Cxe1Limits.ClockTolerance < now);
    }

    private bool HasReceived(ConnectionId connection) =>
        core.Store.Rows.Get((byte)DeviceTable.LastReceived, ClientRows.Key(connection.Value)) is not null;

    /// <summary>
    /// Whether a message whose predecessor is not known here should have one. A device that enrolled later, or has
    /// forgotten what is older than 8 days, does not know it and misses nothing.
    /// </summary>
    private bool IsGap(EnvelopeView envelope, bool isFirst)
    {
        byte[] sender =
        [
            .. ClientRows.Key(envelope.Connection, envelope.SenderAgent), .. ClientRows.Key(envelope.SenderDevice),
        ];
        var known = core.Store.Rows.Scan((byte)DeviceTable.History, sender, limit: 2).Count;
        return known > 1 || (isFirst && IsFirstDevice());
    }

    private bool IsFirstDevice() =>
        KeyHistory.Lists(core.Store, core.Profile.Agent.Value) is [{ Version: 1 } first, ..]
        && first.Find(core.Profile.Device.Device) is not null;
}
