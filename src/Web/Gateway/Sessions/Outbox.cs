using System.Buffers;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// What waits to be sent on one socket, as binary frames in rented buffers: no buffer is held while nothing waits.
/// Everybody may
/// write; one pump sends, and everything that was written meanwhile leaves as one message. It never holds more than
/// <see cref="Limits.MaxSocketOutbox"/> bytes and never makes a writer wait.
/// </summary>
internal sealed class Outbox(ISessionTransport transport, TimeProvider clock, Session session) : IThreadPoolWorkItem
{
    private const int FirstBuffer = 4 * 1024;
    private const int NextBuffer = 64 * 1024;

    /// <summary>A reader of old mail goes on when no more than this waits.</summary>
    private const int Room = Limits.MaxSocketOutbox / 2;

    private readonly Lock _gate = new();
    private Segment? _head;
    private Segment? _tail;
    private TaskCompletionSource? _room;
    private (CloseCode Code, string Reason)? _goodbye;
    private long _progress;
    private int _waiting;
    private bool _pumping;
    private bool _closed;

    /// <summary>Appends one frame; drops it when the socket is closing.</summary>
    public void Write<T>(in T frame) where T : struct, IFrame<T>
    {
        var length = BinaryFrames.LengthOf(frame);
        var start = false;
        lock (_gate)
        {
            if (_closed) return;
            _closed = _waiting + length > Limits.MaxSocketOutbox;
            if (!_closed)
            {
                BinaryFrames.Write(Reserve(length), frame);
                start = TakePump();
                if (!start) return;
            }
        }

        if (start) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        else session.OnOverflow();
    }

    /// <summary>Completes when there is room for old mail; false when the socket is closing.</summary>
    public async ValueTask<bool> WaitForRoomAsync()
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_closed) return false;
                if (_waiting <= Room) return true;
                room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await room;
        }
    }

    /// <summary>
    /// Says goodbye after the message that is on its way; with <paramref name="flush"/> after all that waits.
    /// </summary>
    public void Close(CloseCode code, string reason, bool flush)
    {
        bool start;
        lock (_gate)
        {
            if (_goodbye is not null) return;
            _closed = true;
            _goodbye = (code, reason);
            if (!flush) DropWaiting();
            _room?.TrySetResult();
            start = TakePump();
        }

        if (start) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The connection is gone: gives everything back.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _closed = true;
            DropWaiting();
            _room?.TrySetResult();
        }
    }

    /// <summary>Whether something has waited for that long without any of it being taken.</summary>
    public bool IsStuck(TimeSpan time)
    {
        lock (_gate) return _pumping && clock.GetElapsedTime(_progress) >= time;
    }

    void IThreadPoolWorkItem.Execute() => _ = PumpAsync();

    private async Task PumpAsync()
    {
        try
        {
            // Step 8: what waits leaves in the order in which it was written.
            while (TakeNext(out var segment, out var goodbye))
            {
                if (segment is null)
                {
                    await transport.CloseAsync(goodbye.Code, goodbye.Reason);
                    return;
                }

                await transport.SendAsync(segment.Written);
                Sent(segment);
            }
        }
        catch (Exception e)
        {
            session.OnBroken(e);
        }
    }

    private Span<byte> Reserve(int length)
    {
        if (_tail is null || _tail.Free < length)
        {
            // A first small buffer suffices for a quiet socket; one that fills it before it is sent is busy.
            var added = new Segment(Math.Max(length, _tail is null ? FirstBuffer : NextBuffer));
            if (_tail is null) _head = added;
            else _tail.Next = added;
            _tail = added;
        }

        _waiting += length;
        return _tail.Take(length);
    }

    /// <summary>Whether the caller must start the pump.</summary>
    private bool TakePump()
    {
        if (_pumping) return false;
        _progress = clock.GetTimestamp();
        return _pumping = true;
    }

    /// <summary>
    /// The next buffer to send, or the goodbye when it is time for that; false when there is nothing to do.
    /// </summary>
    private bool TakeNext(out Segment? segment, out (CloseCode Code, string Reason) goodbye)
    {
        lock (_gate)
        {
            segment = _head;
            goodbye = _goodbye ?? default;
            _head = segment?.Next;
            if (_head is null) _tail = null;
            // After the goodbye nothing may be sent, so the pump is not given back then.
            return segment is not null || (_pumping = _goodbye is not null);
        }
    }

    private void Sent(Segment segment)
    {
        lock (_gate)
        {
            _waiting -= segment.Length;
            _progress = clock.GetTimestamp();
            if (_room is not null && _waiting <= Room)
            {
                _room.TrySetResult();
                _room = null;
            }
        }

        segment.Return();
    }

    private void DropWaiting()
    {
        for (var segment = _head; segment is not null; segment = segment.Next)
        {
            _waiting -= segment.Length;
            segment.Return();
        }

        _head = _tail = null;
    }

    private sealed class Segment(int size)
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(size);

        public Segment? Next { get; set; }

        public int Length { get; private set; }

        public int Free => _buffer.Length - Length;

        public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

        public Span<byte> Take(int length)
        {
            Length += length;
            return _buffer.AsSpan(Length - length, length);
        }

        public void Return() => ArrayPool<byte>.Shared.Return(_buffer);
    }
}
