using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// One WebSocket client on a bare socket: framing by hand, so that the generator costs far less than what it measures.
/// </summary>
internal abstract class LoadConnection : IDisposable
{
    private const int HeaderLength = 8;
    private static readonly uint Mask = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)) | 1;
    private readonly Socket socket =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[4096];
    private int filled;
    private byte[] output = [];

    /// <summary>The loop in which this connection sends; null for a receiver.</summary>
    public Pair? Sending { get; set; }

    /// <summary>The loop in which this connection receives; null for a sender.</summary>
    public Pair? Receiving { get; set; }

    /// <summary>Why the connection ended early; null while it lives.</summary>
    public string? Failure { get; private set; }

    /// <summary>It has sent all that it had.</summary>
    public bool Dry { get; private set; }

    /// <summary>The share of its messages that it has sent, 0 to 1; 0 for one that never runs out.</summary>
    public virtual double Used => 0;

    protected abstract string Path { get; }

    protected virtual string? Subprotocol => null;

    /// <summary>Dials, upgrades and is greeted.</summary>
    /// <param name="port">Where to dial.</param>
    /// <param name="named">The port of the address that the server has for its clients.</param>
    public async Task ConnectAsync(int port, int named)
    {
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var offer = Subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {Subprotocol}\r\n";
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        socket.Send(Encoding.ASCII.GetBytes(
            $"GET {Path} HTTP/1.1\r\nHost: localhost:{named}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Version: 13\r\n{offer}Sec-WebSocket-Key: {key}\r\n\r\n"));
        var end = -1;
        while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            await ReadAsync();
        var head = Encoding.ASCII.GetString(buffer, 0, end);
        if (!head.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
            throw new IOException(head);
        Consume(end + 4);
        await OpenAsync();
    }

    /// <summary>Handles what arrives until the socket closes.</summary>
    public async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                Drain();
                await ReadAsync();
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            Failure ??= e.Message;
        }
    }

    /// <summary>Writes up to <paramref name="count"/> messages in one go; fewer when it has no more.</summary>
    public int SendBatch(int count)
    {
        var (length, written) = (0, 0);
        for (; written < count; written++)
        {
            if (output.Length < length + HeaderLength + MaxMessage)
                Array.Resize(ref output, (output.Length * 2) + HeaderLength + MaxMessage);
            var payload = WriteMessage(output.AsSpan(length + HeaderLength));
            if (payload == 0)
            {
                Dry = true;
                break;
            }

            length += Frame(output.AsSpan(length), payload);
        }

        SendAll(output.AsSpan(0, length));
        return written;
    }

    public void Dispose() => socket.Dispose();

    /// <summary>An upper bound of one message's bytes.</summary>
    protected abstract int MaxMessage { get; }

    /// <summary>Whether frames are text.</summary>
    protected virtual bool Text => false;

    /// <summary>Writes the next message; 0 when there is none left.</summary>
    protected abstract int WriteMessage(Span<byte> destination);

    /// <summary>One socket message came in.</summary>
    protected abstract void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>The protocol's own handshake, after the upgrade.</summary>
    protected virtual Task OpenAsync() => Task.CompletedTask;

    /// <summary>Marks the run as failed.</summary>
    protected void Fail(string reason) => Failure ??= reason;

    protected void Send(ReadOnlySpan<byte> message)
    {
        var frame = new byte[HeaderLength + message.Length];
        message.CopyTo(frame.AsSpan(HeaderLength));
        SendAll(frame.AsSpan(0, Frame(frame, message.Length)));
    }

    /// <summary>The next socket message, during the handshake.</summary>
    protected async Task<byte[]> NextAsync()
    {
        while (true)
        {
            if (TryRead(buffer.AsSpan(0, filled), out var start, out var length, out var opcode))
            {
                var message = buffer.AsSpan(start, length).ToArray();
                Consume(start + length);
                return opcode == 8 ? throw new IOException("closed: " + CloseReason(message)) : message;
            }

            await ReadAsync();
        }
    }

    private void Drain()
    {
        var used = 0;
        while (TryRead(buffer.AsSpan(used, filled - used), out var start, out var length, out var opcode))
        {
            var message = buffer.AsSpan(used + start, length);
            if (opcode == 8)
                Failure = "closed: " + CloseReason(message);
            else if (opcode is 1 or 2)
                OnMessage(message);
            used += start + length;
        }

        Consume(used);
        if (used == 0)
            return;
        Sending?.Pump();
        Receiving?.Pump();
    }

    private static string CloseReason(ReadOnlySpan<byte> message) => message.Length < 2
        ? "no code"
        : $"{BinaryPrimitives.ReadUInt16BigEndian(message)} {Encoding.UTF8.GetString(message[2..])}";

    private static bool TryRead(ReadOnlySpan<byte> bytes, out int start, out int length, out int opcode)
    {
        (start, length, opcode) = (2, 0, 0);
        if (bytes.Length < 2)
            return false;
        opcode = bytes[0] & 15;
        length = bytes[1] & 127;
        if (length == 126)
        {
            if (bytes.Length < 4)
                return false;
            (start, length) = (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        }
        else if (length == 127)
        {
            if (bytes.Length < 10)
                return false;
            (start, length) = (10, (int)BinaryPrimitives.ReadInt64BigEndian(bytes[2..]));
        }

        return bytes.Length >= start + length;
    }

    /// <summary>
    /// Masks the payload that stands behind the header and writes the header; always the 16-bit length form.
    /// </summary>
    private int Frame(Span<byte> frame, int length)
    {
        frame[0] = (byte)(0x80 | (Text ? 1 : 2));
        frame[1] = 0x80 | 126;
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Mask);
        var payload = frame.Slice(HeaderLength, length);
        var words = MemoryMarshal.Cast<byte, ulong>(payload);
        for (var i = 0; i < words.Length; i++)
            words[i] ^= Mask | ((ulong)Mask << 32);
        for (var i = words.Length * 8; i < length; i++)
            payload[i] ^= (byte)(Mask >> ((i & 3) * 8));
        return HeaderLength + length;
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        lock (socket)
            while (bytes.Length > 0)
                bytes = bytes[socket.Send(bytes)..];
    }

    private async Task ReadAsync()
    {
        if (filled == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 4);
        var read = await socket.ReceiveAsync(buffer.AsMemory(filled));
        if (read == 0)
            throw new IOException(Failure ?? "the server hung up");
        filled += read;
    }

    private void Consume(int count)
    {
        filled -= count;
        if (filled > 0 && count > 0)
            buffer.AsSpan(count, filled).CopyTo(buffer);
    }
}
