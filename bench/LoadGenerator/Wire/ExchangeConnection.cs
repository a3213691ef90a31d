using ContextExchange.Client;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// An agent's device on <c>/v1/connect</c>, binary frames. A sender plays its sealed stream; a receiver acknowledges.
/// </summary>
internal sealed class ExchangeConnection(LoadAgent agent, Uri server) : LoadConnection
{
    private const int AckEvery = 32;
    private IReadOnlyList<OutboxItem> items = [];
    private AgentId peer;
    private int next;
    private uint reference;
    private long received;

    public override double Used => items.Count == 0 ? 0 : (double)next / items.Count;

    protected override string Path => "/v1/connect";

    protected override string Subprotocol => "cex.v1";

    protected override int MaxMessage => Limits.MaxEpochRecord + (2 * Limits.MaxHandshakeMessage);

    /// <summary>What to send, and to whom.</summary>
    public void Load(AgentId to, IReadOnlyList<OutboxItem> stream) => (peer, items) = (to, stream);

    protected override async Task OpenAsync()
    {
        var challenge = ChallengeFrame.Read(Single(await NextAsync()));
        var expiry = challenge.Time + 30_000;
        var signature = Sessions.Prove(
            agent.Device.Dsk, server, agent.Id.Value, agent.Device.Device, challenge.Nonce.Span,
            DateTimeOffset.FromUnixTimeMilliseconds(expiry));
        SendFrame(new ConnectFrame(
            1, agent.Id, new DeviceId(agent.Device.Device), expiry, ReadyFrame.ResumeFromCursor, signature));
        var ready = Single(await NextAsync());
        if (ready.Type != FrameType.Ready)
            throw new IOException($"{ready.Type} instead of ready");
    }

    protected override int WriteMessage(Span<byte> destination)
    {
        var length = 0;
        for (; next < items.Count; next++)
        {
            var item = items[next];
            if (item.IsEpoch)
            {
                length += Write(destination[length..], new PublishEpochFrame(++reference, peer, item.Bytes));
                continue;
            }

            next++;
            return length + Write(destination[length..], new SendFrame(++reference, default, item.Bytes));
        }

        return 0;
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        var rest = new ReadOnlyMemory<byte>(message.ToArray());
        while (!rest.IsEmpty)
        {
            if (!BinaryFrames.TryRead(ref rest, FrameSource.Server, out var frame, out var error))
                throw new IOException($"the server sent a frame that is {error}");
            On(frame);
        }
    }

    private void On(in Frame frame)
    {
        switch (frame.Type)
        {
            case FrameType.Receipt:
                var receipt = ReceiptFrame.Read(frame);
                if (receipt.Status == SendStatus.Accepted)
                    Sending?.OnAcknowledged();
                else
                    Fail($"message {receipt.Sequence} was answered {receipt.Status}");
                break;
            case FrameType.Delivery:
                var delivery = DeliveryFrame.Read(frame);
                // The mailbox also holds notices, of the connection's beginning for one: they are no part of the load.
                if (delivery.Kind == EntryKind.Message)
                    Receiving?.OnDelivered();
                if (++received % AckEvery == 0)
                    SendFrame(new AckFrame(0, delivery.Sequence));
                break;
            case FrameType.Result when ResultFrame.Read(frame) is { Refusal: not Refusal.None } result:
                Fail($"an epoch was answered {result.Refusal}");
                break;
            case FrameType.Ping:
                SendFrame(new PongFrame(0, frame.Payload));
                break;
            default:
                break;
        }
    }

    private static Frame Single(byte[] message)
    {
        var rest = new ReadOnlyMemory<byte>(message);
        return BinaryFrames.TryRead(ref rest, FrameSource.Server, out var frame, out var error)
            ? frame
            : throw new IOException($"the server sent a frame that is {error}");
    }

    private static int Write<T>(Span<byte> destination, in T frame) where T : struct, IFrame<T>
    {
        BinaryFrames.Write(destination, frame);
        return BinaryFrames.LengthOf(frame);
    }

    private void SendFrame<T>(in T frame) where T : struct, IFrame<T>
    {
        var bytes = new byte[BinaryFrames.LengthOf(frame)];
        BinaryFrames.Write(bytes, frame);
        Send(bytes);
    }
}
