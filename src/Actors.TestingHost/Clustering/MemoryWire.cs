using System.Buffers.Binary;
using System.IO.Pipelines;

namespace ContextExchange.Actors.TestingHost;

/// <summary>
/// One direction of a connection in memory: takes whole frames off one end and decides what becomes of them.
/// </summary>
internal sealed class MemoryWire(MemoryNetwork network, string from, string to, PipeOptions options)
{
    private readonly Lock _gate = new();
    private readonly Pipe _sent = new(options);
    private readonly Pipe _arrived = new(options);
    private bool _ended;

    /// <summary>Where the sender writes.</summary>
    internal PipeWriter Input => _sent.Writer;

    /// <summary>Where the receiver reads.</summary>
    internal PipeReader Output => _arrived.Reader;

    internal void Start() => _ = CarryAsync();

    internal void Abort()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
            _arrived.Writer.Complete();
        }

        _sent.Reader.CancelPendingRead();
    }

    private async Task CarryAsync()
    {
        while (true)
        {
            var result = await _sent.Reader.ReadAsync().ConfigureAwait(false);
            var left = result.Buffer;
            var prefix = new byte[Frames.LengthSize];
            while (left.Length >= Frames.LengthSize)
            {
                System.Buffers.BuffersExtensions.CopyTo(left.Slice(0, Frames.LengthSize), prefix);
                var size = Frames.LengthSize + BinaryPrimitives.ReadInt32LittleEndian(prefix);
                if (left.Length < size) break;
                Send(System.Buffers.BuffersExtensions.ToArray(left.Slice(0, size)));
                left = left.Slice(size);
            }

            _sent.Reader.AdvanceTo(left.Start, left.End);
            if (result.IsCompleted || result.IsCanceled || _ended) break;
        }

        await _sent.Reader.CompleteAsync().ConfigureAwait(false);
        Abort();
    }

    private void Send(byte[] frame)
    {
        if (network.IsCut(from, to)) return;
        // A handshake either stands or fails as a whole; faults concern what comes after it.
        var isHandshake = (FrameKind)frame[Frames.LengthSize] <= FrameKind.Refusal;
        var (copies, delay) = isHandshake ? (1, TimeSpan.Zero) : network.Fate();
        for (; copies > 0; copies--)
        {
            if (delay == TimeSpan.Zero) Arrive(frame);
            else _ = network.Time.CreateTimer(_ => Arrive(frame), null, delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void Arrive(byte[] frame)
    {
        lock (_gate)
        {
            if (_ended) return;
            frame.CopyTo(_arrived.Writer.GetSpan(frame.Length));
            _arrived.Writer.Advance(frame.Length);
            // The reader is woken on the pool, never under this lock; without a threshold a flush never waits.
            _ = _arrived.Writer.FlushAsync().AsTask();
        }
    }
}
