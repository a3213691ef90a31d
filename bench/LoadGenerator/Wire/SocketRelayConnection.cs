using System.Buffers.Binary;

namespace ContextExchange.LoadGenerator;

/// <summary>A client of the raw WebSocket relay.</summary>
internal sealed class SocketRelayConnection(long id, long peer, int payload) : LoadConnection
{
    protected override string Path => $"/ws?id={id}";

    protected override int MaxMessage => payload + 8;

    protected override int WriteMessage(Span<byte> destination)
    {
        BinaryPrimitives.WriteInt64LittleEndian(destination, peer);
        destination.Slice(8, payload).Fill(0x5a);
        return payload + 8;
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        if (message.Length > 8)
            Receiving?.OnDelivered();
        else
            Sending?.OnAcknowledged();
    }
}
