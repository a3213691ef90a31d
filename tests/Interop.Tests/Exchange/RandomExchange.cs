using System.Runtime.InteropServices;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;

namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>
/// A long random exchange of two sides with two devices each: many epochs, turns with reply prekeys, one-time prekeys,
/// restarts, approvals of both owners, messages that come late, twice and in any order, and owners that read along.
/// </summary>
internal sealed class RandomExchange
{
    private const int LongestRound = 130;

    private static readonly string[] Free = ["schedule", "schedule", "schedule", "knowledge"];
    private static readonly string[] Asked = ["projects", "requests", "personal"];

    private readonly Conversation _talk;
    private readonly SeededRandom _random;
    private readonly RandomDrafts _drafts;
    private readonly Dictionary<IParty, List<Arrival>> _late = [];
    private readonly HashSet<(IParty Party, int Device, Bytes32 Epoch)> _accepted = [];
    private readonly Dictionary<IParty, int> _left = [];
    private readonly Dictionary<IParty, PublishedLine> _published = [];

    private RandomExchange(Conversation talk, int count)
    {
        _talk = talk;
        _random = talk.Random;
        _drafts = new(talk.Random);
        foreach (var party in Sides)
        {
            _left[party] = count;
            _late[party] = [];
        }
    }

    private IParty[] Sides => [_talk.Alice, _talk.Bob];

    /// <summary>Texts that were read, by first reader device, and compared with what was sent.</summary>
    public int Read { get; private set; }

    /// <summary>Epochs that were opened.</summary>
    public int Epochs { get; private set; }

    /// <param name="talk">Two devices a side; the owners read everything.</param>
    /// <param name="count">Messages of each side.</param>
    public static async Task<RandomExchange> RunAsync(Conversation talk, int count)
    {
        var exchange = new RandomExchange(talk, count);
        await exchange.RefillAsync();
        for (var round = 0; exchange._left.Values.Any(left => left > 0); round++)
        {
            if (round % 25 == 24) await exchange.RefillAsync();
            await exchange.RoundAsync(talk.Random.Of([.. exchange.Sides.Where(side => exchange._left[side] > 0)]));
        }
        foreach (var from in exchange.Sides) await exchange.DeliverAsync(talk.PeerOf(from), 0, exchange._late[from]);
        return exchange;
    }

    private async Task RefillAsync()
    {
        foreach (var party in Sides)
            for (var device = 0; device < 2; device++)
                await party.PublishPrekeysAsync(device, PrekeyKind.OneTimePrekey, 4);
        await _talk.RefreshAsync();
    }

    private async Task RoundAsync(IParty from)
    {
        _talk.Clock.Now += _random.OneIn(20) ? 20 * Cxe1Limits.Minute : _random.Below(45_000);
        var device = _random.OneIn(4) ? 1 : 0;
        if (_random.OneIn(15)) await from.RestartAsync(device);
        var count = Math.Min(_left[from], 1 + _random.Below(LongestRound));
        _left[from] -= count;
        List<DraftLine> drafts =
            [.. Enumerable.Range(0, count).Select(_ => _drafts.Next(_random.OneIn(25) ? Asked : Free))];
        var arrivals = await ApproveAsync(from, await _talk.SealAsync(from, device, drafts, forget: true));
        Epochs += arrivals.Select(one => one.Sent.EpochHash).Distinct().Count();

        var to = _talk.PeerOf(from);
        await ReadAlongAsync(from, arrivals);
        await DeliverSomeAsync(to, 1, arrivals);
        await DeliverSomeAsync(from, 1 - device, arrivals);
        await DeliverAsync(to, 0, Disorder(from, arrivals));
    }

    /// <summary>Both owners decide where they must.</summary>
    private async Task<IReadOnlyList<Arrival>> ApproveAsync(IParty from, IReadOnlyList<Sent> sent)
    {
        var approvals = sent.ToDictionary(one => one, _ => new List<byte[]>());
        foreach (var (owner, side) in ((IParty, OwnerSide)[])
            [(from, OwnerSide.Sender), (_talk.PeerOf(from), OwnerSide.Recipient)])
        {
            List<Sent> asked = [.. sent.Where(one => Needs(one.Draft, side))];
            if (asked.Count == 0) continue;
            var decisions = asked
                .Select(one => new DecisionLine(one.Envelope, _talk.Epoch(one.EpochHash), side))
                .ToList();
            var made = await owner.ApproveAsync(decisions);
            foreach (var (one, approval) in asked.Zip(made)) approvals[one].Add(approval);
        }
        return [.. sent.Select(one => new Arrival(one, Conversation.Join(one.Envelope, approvals[one])))];
    }

    /// <summary>The first device gets everything: mixed, some late, some of those that were late, some twice.</summary>
    private List<Arrival> Disorder(IParty from, IReadOnlyList<Arrival> arrivals)
    {
        var (now, late) = (new List<Arrival>(), new List<Arrival>());
        foreach (var one in arrivals) (_random.OneIn(20) ? late : now).Add(one);
        foreach (var one in _late[from]) (_random.OneIn(3) ? now : late).Add(one);
        _late[from] = late;
        if (_random.OneIn(2)) _random.Shuffle(CollectionsMarshal.AsSpan(now));
        var repeated = now.Where(_ => _random.OneIn(50)).ToList();
        return [.. now, .. repeated.Select(one => one with { IsRepeat = true })];
    }

    /// <summary>Another device gets some: what it never gets, its chains skip.</summary>
    private Task DeliverSomeAsync(IParty to, int device, IReadOnlyList<Arrival> arrivals)
    {
        if (!_random.OneIn(4)) return Task.CompletedTask;
        return DeliverAsync(to, device, [.. arrivals.Where(_ => _random.OneIn(10))]);
    }

    private async Task DeliverAsync(IParty to, int device, IReadOnlyList<Arrival> arrivals)
    {
        var items = new List<(ItemLine Item, Arrival? Arrival)>();
        foreach (var one in arrivals)
        {
            if (_accepted.Add((to, device, one.Sent.EpochHash)))
                items.Add((ItemLine.OfEpoch(await FormForAsync(to, device, one.Sent.EpochHash)), null));
            items.Add((ItemLine.OfMessage(one.Delivered), one));
        }
        if (items.Count == 0) return;
        var lines = await to.DeliverAsync(device, [.. items.Select(one => one.Item)], acknowledge: true);
        Assert.Equal(items.Count, lines.Count);
        foreach (var ((_, arrival), line) in items.Zip(lines))
        {
            Assert.Equal(Cxe1Error.None, line.Error);
            if (arrival is null) continue;
            Assert.Equal(arrival.IsRepeat, line.IsDuplicate);
            if (arrival.IsRepeat) Assert.Null(line.Message);
            else AssertSame(arrival.Sent, line.Message);
            if (!arrival.IsRepeat && device == 0 && to != Sender(arrival)) Read++;
        }
    }

    /// <summary>A server hands out the form for one reader; devices take the complete record too.</summary>
    private async Task<byte[]> FormForAsync(IParty to, int device, Bytes32 epochHash)
    {
        var record = _talk.Epoch(epochHash);
        if (_random.OneIn(3)) return record;
        var epoch = Records.Epoch(record);
        var id = Records.DeviceCertificate((await PublishedAsync(to)).Certificates[device]).Device;
        return epoch.ForReader(epoch.IndexOf(to.Identity.Agent, id, ReaderKind.Device));
    }

    private async Task<PublishedLine> PublishedAsync(IParty party) =>
        _published.TryGetValue(party, out var known) ? known : _published[party] = await party.PublishedAsync();

    /// <summary>Both owners read some of a round, before or after anything is delivered.</summary>
    private async Task ReadAlongAsync(IParty from, IReadOnlyList<Arrival> arrivals)
    {
        if (!_random.OneIn(6)) return;
        List<Arrival> some = [.. arrivals.Where(_ => _random.OneIn(15))];
        var epochs = some.Select(one => one.Sent.EpochHash).Distinct().ToList();
        List<ItemLine> items =
        [
            .. epochs.Select(one => ItemLine.OfEpoch(_talk.Epoch(one))),
            .. some.Select(one => ItemLine.OfMessage(one.Delivered)),
        ];
        foreach (var owner in (IParty[])[from, _talk.PeerOf(from)])
        {
            var lines = await owner.ReadAsync(items);
            Assert.All(lines, line => Assert.Equal(Cxe1Error.None, line.Error));
            foreach (var (one, line) in some.Zip(lines.Skip(epochs.Count))) AssertSame(one.Sent, line.Message);
        }
    }

    private IParty Sender(Arrival arrival) =>
        Records.Envelope(arrival.Sent.Envelope).SenderAgent == _talk.Alice.Identity.Agent ? _talk.Alice : _talk.Bob;

    private static bool Needs(DraftLine draft, OwnerSide side)
    {
        var terms = Conversation.Categories.Single(one => one.Category == draft.Category).ToTerms();
        return side == OwnerSide.Sender
            ? terms.Share == ConsentLevel.Ask || draft.Requested == RequestedLevel.Ask
            : terms.Receive == ConsentLevel.Ask;
    }

    private static void AssertSame(Sent sent, MessageLine? message)
    {
        Assert.NotNull(message);
        var (draft, envelope) = (sent.Draft, Records.Envelope(sent.Envelope));
        Assert.Equal(sent.EnvelopeHash, message.EnvelopeHash);
        Assert.Equal(
            (draft.Type, draft.ThreadId, draft.LogicalId, draft.Subject, draft.Note, draft.SchemaId),
            (message.Type, message.ThreadId, message.LogicalId, message.Subject, message.Note, message.SchemaId));
        Assert.True(draft.Text == message.Text, $"Another text than was sent: {sent.EnvelopeHash}.");
        Assert.Equal(
            (draft.Category, draft.TimeToLive, draft.Hop, draft.MaxHops, draft.Budget, draft.Origin, draft.Taint),
            (message.Category, message.TimeToLive, message.Hop, message.MaxHops, message.Budget, message.Origin,
                message.Taint));
        Assert.Equal(
            (draft.RootId ?? envelope.EnvelopeId, draft.ParentId ?? Guid.Empty, Needs(draft, OwnerSide.Sender)),
            (message.RootId, message.ParentId, message.Requested == RequestedLevel.Ask));
        Assert.Equal(
            (envelope.EnvelopeId, envelope.SenderDevice, envelope.Sequence, envelope.Index, envelope.Created),
            (message.EnvelopeId, message.SenderDevice, message.Sequence, message.Index, message.Created));
    }

    private sealed record Arrival(Sent Sent, byte[] Delivered, bool IsRepeat = false);
}
