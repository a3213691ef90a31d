using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Two connected agents and a server that does nothing but carry bytes.</summary>
internal sealed class TestConversation
{
    public TestConversation(
        int aliceDevices = 1,
        int bobDevices = 1,
        OwnerRead aliceReads = OwnerRead.AskedOnly,
        OwnerRead bobReads = OwnerRead.AskedOnly,
        SeededRandom? random = null)
    {
        Alice = new("alice", Clock, aliceDevices, random);
        Bob = new("bob", Clock, bobDevices, random);
        // Alice invited, so her first version is an offer.
        var alice = TermsParty.Of(Alice.Identity);
        var secret = InviteSecret.ToArray();
        Alice.Terms.Add(
            ConnectionTerms.IssueOffer(Alice.Oik, secret, alice, Clock.Now, aliceReads, TestTerms.Levels));
        ChangeTerms(Bob, bobReads, TestTerms.Levels);
    }

    public static Guid Connection { get; } = TestKeys.Id("connection");

    public static Bytes32 InviteSecret { get; } = TestKeys.Digest("invite secret");

    public TestClock Clock { get; } = new();

    public TestAgent Alice { get; }

    public TestAgent Bob { get; }

    public TestDevice A => Alice.Devices[0];

    public TestDevice B => Bob.Devices[0];

    public ConnectionContext Context(TestDevice device) => new()
    {
        Connection = Connection,
        Own = device.Agent.Identity,
        Peer = PeerOf(device).Identity,
        OwnTerms = [.. device.Agent.Terms],
        PeerTerms = [.. PeerOf(device).Terms],
        Offers = [ConnectionTerms.OfferId(InviteSecret.ToArray())],
    };

    /// <summary>The connection as an owner sees it.</summary>
    public ConnectionContext Context(TestAgent agent) => Context(agent.Devices[0]);

    /// <summary>The owner signs the next version.</summary>
    public ConnectionTerms ChangeTerms(TestAgent agent, OwnerRead reads, IEnumerable<CategoryTerms> levels)
    {
        var peer = TermsParty.Of(agent == Alice ? Bob.Identity : Alice.Identity);
        var own = TermsParty.Of(agent.Identity);
        var terms = ConnectionTerms.Issue(
            agent.Oik, Connection, own, peer, Clock.Now, reads, levels, agent.Terms.LastOrDefault());
        agent.Terms.Add(terms);
        return terms;
    }

    public static OutgoingMessage Message(string text, string category = TestTerms.Free) => new()
    {
        Category = Category.IdOf(category),
        TimeToLive = 3_600,
        MaxHops = 8,
        Budget = 100,
        Origin = Origin.Model,
        Content = new()
        {
            Type = ContentType.Text,
            ThreadId = TestKeys.Id("thread"),
            LogicalId = TestKeys.Id("logical " + text),
            Text = text,
        },
    };

    public bool TrySeal(
        TestDevice device,
        string text,
        out SealedMessage sealedMessage,
        out Cxe1Error error,
        string category = TestTerms.Free) =>
        device.Sender.TrySeal(
            Context(device),
            Message(text, category),
            device.Agent.Directory(),
            PeerOf(device).Directory(),
            out sealedMessage,
            out error);

    public SealedMessage Seal(TestDevice device, string text, string category = TestTerms.Free)
    {
        Assert.True(TrySeal(device, text, out var sealedMessage, out var error, category), error.ToString());
        return sealedMessage;
    }

    /// <summary>Takes what a device has to deliver.</summary>
    public static IReadOnlyList<OutboxItem> Collect(TestDevice device)
    {
        var items = Outbox.Pending(device.Store, Connection, int.MaxValue);
        foreach (var item in items) Outbox.Settle(device.Store, Connection, item.Position);
        return items;
    }

    /// <summary>Seals and returns the envelope; its epoch, if it is new, is given to the readers.</summary>
    public ReadOnlyMemory<byte> Send(TestDevice from, string text, params TestDevice[] readers)
    {
        Seal(from, text);
        var items = Collect(from);
        foreach (var item in items)
            if (item.IsEpoch)
                foreach (var reader in readers)
                    Assert.Equal(Cxe1Error.None, Accept(reader, item.Bytes));
        return items[^1].Bytes;
    }

    public Cxe1Error Accept(TestDevice reader, ReadOnlyMemory<byte> epoch) =>
        reader.Receiver.AcceptEpoch(Context(reader), epoch, reader.Agent.Directory(), PeerOf(reader).Directory());

    public ReceiveOutcome Receive(TestDevice reader, ReadOnlyMemory<byte> envelope) =>
        reader.Receiver.Receive(Context(reader), envelope);

    /// <summary>Sends one message all the way.</summary>
    public void Exchange(TestDevice from, TestDevice to, string text)
    {
        var outcome = Receive(to, Send(from, text, to));
        Assert.Equal((Cxe1Error.None, text), (outcome.Error, outcome.Message?.Content.Text));
    }

    public TestAgent PeerOf(TestDevice device) => device.Agent == Alice ? Bob : Alice;
}
