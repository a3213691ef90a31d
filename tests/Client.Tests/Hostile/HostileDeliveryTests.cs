using System.Buffers.Binary;
using ContextExchange.Client.Tests.Live;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client.Tests.Hostile;

/// <summary>What a server does to messages on their way: found out by the receiving device at once.</summary>
public sealed class HostileDeliveryTests : IClassFixture<HostileFixture>, IAsyncDisposable
{
    private static readonly Category Asked = Category.Projects;
    private static readonly Category Free = Category.Knowledge;

    private readonly TamperingServer _server;
    private readonly Agents _agents;

    public HostileDeliveryTests(HostileFixture fixture)
    {
        _server = fixture.Server;
        _server.BeHonest();
        _agents = new Agents(_server.Address);
    }

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _server.BeHonest();
        return _agents.DisposeAsync();
    }

    [Fact]
    public async Task AMessageWithoutTheApprovalThatItNeedsIsRefusedAndTheConnectionSuspended()
    {
        var (alice, bob) = await PairAsync();
        _server.ToClient = OnMessages(body => body[..^Approval.Size]);
        var refused = await ApprovedAsync(alice, bob);
        Assert.Equal(("approval-missing", true), (refused.Reason, refused.IsAttack));
        _server.BeHonest();

        // The application has it first, then the server, which tells both sides.
        await bob.NoticeAsync(NoticeKind.Suspended, Limit);
        var api = await bob.AsDeviceAsync(Limit);
        var info = await api.GetConnectionAsync(bob.Profile.Agent, alice.Profile.Agent, Limit);
        Assert.Equal("approval-missing", info.Suspended);
    }

    [Fact]
    public async Task AnApprovalThatNoOwnerSignedIsRefused()
    {
        var (alice, bob) = await PairAsync();
        _server.ToClient = OnMessages(body =>
        {
            body[^1] ^= 1;
            return body;
        });
        Assert.Equal("approval-invalid", (await ApprovedAsync(alice, bob)).Reason);
    }

    [Fact]
    public async Task AnApprovalOfAnotherMessageIsRefused()
    {
        var (alice, bob) = await PairAsync();
        byte[]? earlier = null;
        _server.ToClient = OnMessages(body =>
        {
            if (earlier is not null) return [.. body[..^Approval.Size], .. earlier];
            earlier = body[^Approval.Size..];
            return body;
        });
        await alice.SendAsync(bob.Profile.Agent, Asked, Message.OfText("first"), ct: Limit);
        await ApproveAllAsync(alice);
        Assert.Equal("first", (await bob.TakeAsync(Limit)).Content.Text);
        Assert.Equal("approval-invalid", (await ApprovedAsync(alice, bob)).Reason);
    }

    [Fact]
    public async Task ADroppedMessageIsMissedAtTheNextOne()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("one"), ct: Limit);
        Assert.False((await bob.TakeAsync(Limit)).IsPredecessorMissing);
        var dropped = 0;
        _server.ToClient = frame =>
        {
            if (!DeliveryBytes.IsMessage(frame)) return [frame];
            // The mailbox's numbers are closed up: only the sender's chain of hashes can tell.
            return dropped++ == 0 ? [] : [DeliveryBytes.WithSequence(frame, DeliveryBytes.Sequence(frame) - 1)];
        };
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("two"), ct: Limit);
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("three"), ct: Limit);

        var next = await bob.TakeAsync(Limit);
        Assert.Equal(("three", true), (next.Content.Text, next.IsPredecessorMissing));
    }

    [Fact]
    public async Task ReorderedMessagesAreNoticedAtTheFirst()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("one"), ct: Limit);
        await bob.TakeAsync(Limit);
        WireFrame? kept = null;
        _server.ToClient = frame =>
        {
            if (!DeliveryBytes.IsMessage(frame)) return [frame];
            if (kept is not { } first)
            {
                kept = frame;
                return [];
            }

            return
            [
                DeliveryBytes.WithSequence(frame, DeliveryBytes.Sequence(first)),
                DeliveryBytes.WithSequence(first, DeliveryBytes.Sequence(frame)),
            ];
        };
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("two"), ct: Limit);
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("three"), ct: Limit);

        var next = await bob.TakeAsync(Limit);
        Assert.Equal(("three", true), (next.Content.Text, next.IsPredecessorMissing));
        Assert.Equal("two", (await bob.TakeAsync(Limit)).Content.Text);
    }

    [Fact]
    public async Task AnAlteredMessageIsRefused()
    {
        var (alice, bob) = await PairAsync();
        _server.ToClient = OnMessages(body =>
        {
            body[^1] ^= 1;
            return body;
        });
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("altered"), ct: Limit);
        var refused = await bob.NextAsync<RefusedMessage>(Limit);
        Assert.Equal(("ciphertext-mismatch", true), (refused.Reason, refused.IsAttack));
    }

    [Fact]
    public async Task ASecondEpochUnderOneNumberIsRefused()
    {
        var (alice, bob) = await PairAsync();
        await alice.SendAsync(bob.Profile.Agent, Free, Message.OfText("one"), ct: Limit);
        await bob.TakeAsync(Limit);
        await alice.DisposeAsync();
        _agents.Copy("alice", "clone");
        var original = await _agents.OpenAsync("alice");
        await original.ConnectAsync(Limit);
        await original.SendAsync(bob.Profile.Agent, Free, Message.OfText("two"), ct: Limit);
        Assert.Equal("two", (await bob.TakeAsync(Limit)).Content.Text);
        await original.DisposeAsync();

        // The server takes from a clone what it must refuse: an epoch with a number that was used.
        var fork = new Fork();
        (_server.FromClient, _server.ToClient) = (fork.Take, fork.Acknowledge);
        var clone = await _agents.OpenAsync("clone");
        await clone.ConnectAsync(Limit);
        await clone.SendAsync(bob.Profile.Agent, Free, Message.OfText("forked"), ct: Limit);
        await clone.DisposeAsync();
        _server.BeHonest();
        _server.ToClient = fork.Deliver;
        original = await _agents.OpenAsync("alice");
        await original.ConnectAsync(Limit);
        await original.SendAsync(bob.Profile.Agent, Free, Message.OfText("three"), ct: Limit);

        var refused = await bob.NextAsync<RefusedMessage>(Limit);
        Assert.Equal(("epoch-fork", true), (refused.Reason, refused.IsAttack));
    }

    private static Func<WireFrame, IEnumerable<WireFrame>> OnMessages(Func<byte[], byte[]> change) => frame =>
        DeliveryBytes.IsMessage(frame)
            ? [DeliveryBytes.WithBody(frame, change(DeliveryBytes.Body(frame)))]
            : [frame];

    private static async Task<RefusedMessage> ApprovedAsync(AgentClient alice, AgentClient bob)
    {
        await alice.SendAsync(bob.Profile.Agent, Asked, Message.OfText("needs a yes"), ct: Limit);
        await ApproveAllAsync(alice);
        return await bob.NextAsync<RefusedMessage>(Limit);
    }

    private static async Task ApproveAllAsync(AgentClient client)
    {
        foreach (var held in await client.Owner.GetApprovalsAsync(Limit))
            await client.Owner.ApproveAsync(held, Limit);
    }

    private async Task<(AgentClient Alice, AgentClient Bob)> PairAsync()
    {
        var (alice, bob) = (await _agents.OpenAsync("alice"), await _agents.OpenAsync("bob"));
        await Agents.IntroduceAsync(alice, bob, TermsInfo.Of(ContractPreset.Balanced));
        await alice.ConnectAsync(Limit);
        await bob.ConnectAsync(Limit);
        return (alice, bob);
    }

    /// <summary>Keeps a clone's epoch and message from the real server, and slips them to its peer.</summary>
    private sealed class Fork
    {
        private readonly Dictionary<uint, FrameType> _asked = [];
        private byte[] _record = [];
        private byte[] _envelope = [];

        /// <summary>Instead of what the clone sends, the server is asked for an epoch: some answer will come.</summary>
        public IEnumerable<WireFrame> Take(WireFrame frame)
        {
            if (frame.Type is not (FrameType.PublishEpoch or FrameType.Send)) return [frame];
            if (frame.Type == FrameType.PublishEpoch) _record = frame.Payload[16..];
            else _envelope = frame.Payload[(1 + frame.Payload[0])..];
            _asked[frame.Ref] = frame.Type;
            Assert.True(EpochView.TryParse(_record, out var epoch, out _));
            var sender = epoch.Entry(0).Agent.ToByteArray(bigEndian: true);
            return [new WireFrame(FrameType.GetEpoch, frame.Ref, [.. sender, .. epoch.EpochHash.ToArray()])];
        }

        /// <summary>The answer becomes the yes that the clone waits for.</summary>
        public IEnumerable<WireFrame> Acknowledge(WireFrame frame)
        {
            if (!_asked.Remove(frame.Ref, out var type)) return [frame];
            if (type == FrameType.PublishEpoch) return [new WireFrame(FrameType.Result, frame.Ref, new byte[5])];
            var receipt = new byte[21];
            BinaryPrimitives.WriteInt64BigEndian(receipt.AsSpan(1), 1);
            return [new WireFrame(FrameType.Receipt, frame.Ref, receipt)];
        }

        /// <summary>The peer gets the clone's message in another's place, and its epoch when it asks.</summary>
        public IEnumerable<WireFrame> Deliver(WireFrame frame)
        {
            if (DeliveryBytes.IsMessage(frame)) return [DeliveryBytes.WithBody(frame, _envelope)];
            return frame.Type == FrameType.Epoch && frame.Payload.Length == 16
                ? [frame with { Payload = [.. frame.Payload, .. _record] }]
                : [frame];
        }
    }
}
