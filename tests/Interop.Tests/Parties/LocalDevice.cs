using System.Collections.Immutable;
using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Parties;

/// <summary>One device of a party in C#: its store and everything that works on it.</summary>
internal sealed class LocalDevice
{
    private readonly LocalParty _party;
    private ConnectionSender _sender;

    public LocalDevice(LocalParty party)
        : this(party, new(), store => DeviceKeys.Create(store, party.Identity.Agent, party.Random.Fill))
    {
    }

    private LocalDevice(LocalParty party, MemoryDeviceStore store, Func<IDeviceStore, DeviceKeys> keys)
    {
        _party = party;
        Store = store;
        Keys = keys(store);
        _sender = SenderOn(store);
    }

    public MemoryDeviceStore Store { get; }

    public DeviceKeys Keys { get; }

    private AgentDirectory Peer => _party.PeerDirectoryOf(this);

    /// <summary>The device whose rows these are.</summary>
    public static LocalDevice Load(LocalParty party, IReadOnlyList<RowLine> rows)
    {
        var store = new MemoryDeviceStore();
        using (var transaction = store.Begin())
        {
            foreach (var row in rows) transaction.Put((DeviceTable)row.Table, row.Key, row.Value);
            transaction.Commit();
        }
        return new(
            party,
            store,
            on => DeviceKeys.Load(on) ?? throw new InvalidOperationException("The rows hold no device."));
    }

    /// <summary>Every row of its store.</summary>
    public IReadOnlyList<RowLine> Rows() =>
        [.. Store.Rows.Select(row => new RowLine((byte)row.Table, row.Key, row.Value))];

    public ImmutableArray<Prekey> PublishPrekeys(PrekeyKind kind, int count) =>
        PrekeyShelf.Publish(Store, Keys, kind, count, _party.Clock.Now, _party.Random.Fill);

    /// <summary>A sender as after a restart, on this or another view of the store.</summary>
    public ConnectionSender SenderOn(IDeviceStore store) => 
        new(store, Keys, _party.Clock, _party.Random.Fill, Ephemerals.Fresh);

    public ConnectionReceiver ReceiverOn(IDeviceStore store) => new(store, Keys, _party.Clock);

    /// <summary>Forgets the sending chain.</summary>
    public void Restart()
    {
        _sender.Dispose();
        _sender = SenderOn(Store);
    }

    public IReadOnlyList<SealedLine> Seal(IReadOnlyList<DraftLine> drafts, bool forget)
    {
        var (context, own) = (_party.Context(), _party.Directory());
        var lines = new List<SealedLine>();
        foreach (var draft in drafts)
        {
            var isSealed = _sender.TrySeal(
                context, Outgoing(draft), own, Peer, out var sealedMessage, out var error);
            lines.Add(isSealed ? Settle(sealedMessage) : new(error));
            if (isSealed && forget) SentMessages.Forget(Store, sealedMessage.EnvelopeHash);
        }
        return lines;
    }

    public IReadOnlyList<ReadLine> Deliver(IReadOnlyList<ItemLine> items, bool acknowledge)
    {
        var (context, own, receiver) = (_party.Context(), _party.Directory(), ReceiverOn(Store));
        var lines = new List<ReadLine>();
        foreach (var (epoch, message) in items)
        {
            if (epoch is not null)
            {
                lines.Add(new(receiver.AcceptEpoch(context, epoch, own, Peer)));
                continue;
            }
            var outcome = receiver.Receive(context, message);
            lines.Add(new(
                outcome.Error,
                outcome.IsDuplicate,
                outcome.HasPredecessor,
                outcome.Message is { } received ? ToLine(received) : null));
            if (acknowledge && outcome.Message is not null)
                Inbox.Acknowledge(Store, outcome.Message.EnvelopeHash);
        }
        return lines;
    }

    public byte[]? Nack(Bytes32 epoch, Bytes32? envelope, Cxe1Error error) =>
        ReceiverOn(Store).NackFor(_party.Context(), epoch, envelope, error)?.Bytes.ToArray();

    public AnswerLine Answer(byte[] nack)
    {
        var outcome = _sender.Reseal(
            _party.Context(), Records.Nack(nack), _party.Directory(), Peer);
        var resealed = outcome.Resealed.Select(Settle).ToList();
        foreach (var text in outcome.Undelivered) SentMessages.Forget(Store, text.EnvelopeHash);
        return new(outcome.Error, resealed, [.. outcome.Undelivered.Select(text => ToDraft(text.Message))]);
    }

    public IReadOnlyList<ReadLine> History(byte[] epoch, byte[] rewrap, IReadOnlyList<byte[]> messages)
    {
        var error = HistoryReader.Open(
            Store,
            Keys,
            _party.Context(),
            epoch,
            Records.Rewrap(rewrap),
            _party.Directory(),
            Peer,
            _party.Clock.Now,
            out var opened);
        using (opened)
            return opened is null
                ? [new(error)]
                : [new(Cxe1Error.None), .. messages.Select(message => ToLine(opened.Read(message)))];
    }

    public NoteLine OpenNote(byte[] note, Bytes32 envelope, OwnerSide side, Bytes32 oik)
    {
        var error = Records.SealedNote(note).Open(Store, Keys, envelope, _party.Connection, side, oik, out var opened);
        return new(error, opened?.Text);
    }

    public static ReadLine ToLine(MessageReading reading) =>
        new(reading.Error, Message: reading.Message is { } message ? ToLine(message) : null);

    private SealedLine Settle(SealedMessage sealedMessage)
    {
        if (sealedMessage.Epoch is { } epoch) Outbox.Settle(Store, epoch.Connection, epoch.Position);
        Outbox.Settle(Store, sealedMessage.Envelope.Connection, sealedMessage.Envelope.Position);
        return new(
            Cxe1Error.None,
            sealedMessage.EnvelopeHash,
            sealedMessage.Sequence,
            sealedMessage.Envelope.Bytes.ToArray(),
            sealedMessage.Epoch?.Bytes.ToArray());
    }

    private static OutgoingMessage Outgoing(DraftLine draft) => new()
    {
        Category = draft.Category,
        Requested = draft.Requested,
        TimeToLive = draft.TimeToLive,
        RootId = draft.RootId,
        ParentId = draft.ParentId,
        Hop = draft.Hop,
        MaxHops = draft.MaxHops,
        Budget = draft.Budget,
        Origin = draft.Origin,
        Taint = draft.Taint,
        Content = new()
        {
            Type = draft.Type,
            ThreadId = draft.ThreadId,
            LogicalId = draft.LogicalId,
            Subject = draft.Subject,
            Note = draft.Note,
            SchemaId = draft.SchemaId,
            Text = draft.Text,
        },
    };

    private static DraftLine ToDraft(OutgoingMessage message) => new()
    {
        Category = message.Category,
        Requested = message.Requested,
        TimeToLive = message.TimeToLive,
        RootId = message.RootId,
        ParentId = message.ParentId,
        Hop = message.Hop,
        MaxHops = message.MaxHops,
        Budget = message.Budget,
        Origin = message.Origin,
        Taint = message.Taint,
        Type = message.Content.Type,
        ThreadId = message.Content.ThreadId,
        LogicalId = message.Content.LogicalId,
        Subject = message.Content.Subject,
        Note = message.Content.Note,
        SchemaId = message.Content.SchemaId,
        Text = message.Content.Text,
    };

    private static MessageLine ToLine(ReceivedMessage received) => new()
    {
        EnvelopeHash = received.EnvelopeHash,
        EnvelopeId = received.Header.EnvelopeId,
        SenderDevice = received.Header.SenderDevice,
        Sequence = received.Header.Sequence,
        Index = received.Header.Index,
        TermsVersion = received.Header.TermsVersion,
        Created = received.Header.Created,
        Category = received.Header.Category,
        Requested = received.Header.Requested,
        TimeToLive = received.Header.TimeToLive,
        RootId = received.Header.RootId,
        ParentId = received.Header.ParentId,
        Hop = received.Header.Hop,
        MaxHops = received.Header.MaxHops,
        Budget = received.Header.Budget,
        Origin = received.Header.Origin,
        Taint = received.Header.Taint,
        Type = received.Content.Type,
        ThreadId = received.Content.ThreadId,
        LogicalId = received.Content.LogicalId,
        Subject = received.Content.Subject,
        Note = received.Content.Note,
        SchemaId = received.Content.SchemaId,
        Text = received.Content.Text,
    };
}
