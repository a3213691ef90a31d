using System.Buffers.Text;
using System.Text;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// A client of the SignalR relay's JSON protocol; the payload travels as base64 of the same number of bytes.
/// </summary>
internal sealed class SignalRRelayConnection(long id, long peer, int payload) : LoadConnection
{
    private static readonly byte[] Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();
    private readonly byte[] before = Encoding.ASCII.GetBytes("{\"type\":1,\"invocationId\":\"");

    private readonly byte[] after = Encoding.ASCII.GetBytes(
        $"\",\"target\":\"Send\",\"arguments\":[\"{peer}\",\"{new string('A', (payload + 2) / 3 * 4)}\"]}}\u001e");

    private long invocation;

    protected override string Path => $"/hub?name={id}";

    protected override bool Text => true;

    protected override int MaxMessage => before.Length + after.Length + 20;

    protected override async Task OpenAsync()
    {
        Send(Handshake);
        await NextAsync();
    }

    protected override int WriteMessage(Span<byte> destination)
    {
        before.CopyTo(destination);
        Utf8Formatter.TryFormat(++invocation, destination[before.Length..], out var digits);
        after.CopyTo(destination[(before.Length + digits)..]);
        return before.Length + digits + after.Length;
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        foreach (var range in message.Split((byte)0x1e))
        {
            if (message[range].StartsWith("{\"type\":1,"u8))
                Receiving?.OnDelivered();
            else if (message[range].StartsWith("{\"type\":3,"u8))
                Sending?.OnAcknowledged();
        }
    }
}
