using System.Text.Json.Nodes;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1.Vectors;

/// <summary>
/// Two agents whose every byte follows from a seed, what they have sent, and the world that names it.
/// </summary>
internal sealed class VectorCast
{
    /// <summary>A message with the record of its epoch.</summary>
    public sealed record Sent(string Name, byte[] Record, EpochView Epoch, byte[] Envelope, EnvelopeView View);

    public VectorCast()
    {
        Talk = new(aliceDevices: 2, bobDevices: 2, aliceReads: OwnerRead.Everything, random: Random);
        Talk.Alice.AddPrekeys(Talk.A, PrekeyKind.OneTimePrekey, 1);
        Free = Send(Talk.A, TestTerms.Free, "free");
        AskBoth = Send(Talk.A, TestTerms.AskBoth, "ask both");
        AskToShare = Send(Talk.A, TestTerms.AskToShare, "ask to share");
        AskToReceive = Send(Talk.A, TestTerms.AskToReceive, "ask to receive");
        Answer = Send(Talk.B, TestTerms.Free, "answer");
        AddAgent(Talk.Alice);
        AddAgent(Talk.Bob);
        AddConnection("alice", Talk.Context(Talk.Alice));
        AddConnection("bob", Talk.Context(Talk.Bob));
    }

    public SeededRandom Random { get; } = new("cxe1 vectors");

    public TestConversation Talk { get; }

    /// <summary>Cases whose stated verdict is not what the code says; nothing is written while there is one.</summary>
    public List<string> Disagreements { get; } = [];

    public VectorWorld World { get; } = VectorWorld.Empty();

    public Sent Free { get; }

    public Sent AskBoth { get; }

    public Sent AskToShare { get; }

    public Sent AskToReceive { get; }

    public Sent Answer { get; }

    public IEnumerable<Sent> All => [Free, AskBoth, AskToShare, AskToReceive, Answer];

    public static byte[] Private(Key key) => key.Export(KeyBlobFormat.RawPrivateKey);

    /// <summary>An approval of a message by the owner of one side.</summary>
    public Approval Approve(
        Sent sent,
        OwnerSide side,
        ApprovalDecision decision = ApprovalDecision.Approve,
        long? expiry = null,
        Key? signer = null)
    {
        var oik = side == OwnerSide.Sender ? Talk.Alice.Oik : Talk.Bob.Oik;
        return Approval.Issue(signer ?? oik, sent.View, sent.Epoch, side, decision, Random.NextId(), expiry);
    }

    /// <summary>Adds a directory and gives its name.</summary>
    public string AddDirectory(string name, TestAgent agent, Action<JsonObject>? change = null)
    {
        var directory = World.Json["directories"]![agent.Name]!.DeepClone().AsObject();
        change?.Invoke(directory);
        World.Json["directories"]![name] = directory;
        return name;
    }

    /// <summary>Adds a connection as one side sees it and gives its name.</summary>
    public string AddConnection(string name, ConnectionContext connection)
    {
        World.Json["connections"]![name] = new JsonObject
        {
            ["connection"] = VectorWorld.Of(connection.Connection),
            ["own"] = VectorWorld.Of(connection.Own),
            ["peer"] = VectorWorld.Of(connection.Peer),
            ["ownTerms"] = References(connection.OwnTerms),
            ["peerTerms"] = References(connection.PeerTerms),
            ["offer"] = connection.Offers is [var offer] ? VectorWorld.Of(offer) : null,
        };
        return name;
    }

    /// <summary>References to records, each a blob named by a hash of all its bytes.</summary>
    public JsonArray References(IEnumerable<SignedRecord> records) =>
        [.. records.Select(record => (JsonNode)Reference(record))];

    public string Reference(SignedRecord record) =>
        World.Add($"{record.GetType().Name} {Bytes32.Sha256(record.Bytes.Span).ToString()[..12]}", record.Bytes);

    private Sent Send(TestDevice from, string category, string name)
    {
        Talk.Seal(from, $"text of {name}", category);
        var items = TestConversation.Collect(from);
        byte[] record = items[0].Bytes.ToArray(), envelope = items[^1].Bytes.ToArray();
        Assert.True(items[0].IsEpoch && EpochView.TryParse(record, out _, out _));
        Assert.True(EpochView.TryParse(record, out var epoch, out _));
        Assert.True(EnvelopeView.TryParse(envelope, out var view, out _));
        World.Add($"epoch {name}", record);
        World.Add($"envelope {name}", envelope);
        return new(name, record, epoch, envelope, view);
    }

    private void AddAgent(TestAgent agent) =>
        World.Json["directories"]![agent.Name] = new JsonObject
        {
            ["identity"] = VectorWorld.Of(agent.Identity),
            ["lists"] = References(agent.Lists),
            ["certificates"] = References(agent.Certificates),
            ["prekeys"] = References(agent.Prekeys),
            ["viewers"] = References(agent.Viewers),
        };
}
