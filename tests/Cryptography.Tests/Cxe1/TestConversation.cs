using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Two connected agents and a server that does nothing but carry bytes.</summary>
internal sealed class TestConversation
{
    public TestConversation(int aliceDevices = 1, int bobDevices = 1)
    {
        Alice = new("alice", Clock, aliceDevices);
        Bob = new("bob", Clock, bobDevices);
    }

    public static Guid Connection { get; } = TestKeys.Id("connection");

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
    };

    public static OutgoingMessage Message(string text) => new()
    {
        Category = Category.IdOf("schedule"),
        TermsVersion = 1,
        Requested = RequestedLevel.Auto,
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

    public bool TrySeal(TestDevice device, string text, out SealedMessage sealedMessage, out Cxe1Error error) =>
        device.Sender.TrySeal(
            Context(device),
            Message(text),
            device.Agent.Directory(),
            PeerOf(device).Directory(),
            out sealedMessage,
            out error);

    public SealedMessage Seal(TestDevice device, string text)
    {
        Assert.True(TrySeal(device, text, out var sealedMessage, out var error), error.ToString());
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

    private TestAgent PeerOf(TestDevice device) => device.Agent == Alice ? Bob : Alice;
}
