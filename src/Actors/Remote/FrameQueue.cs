using System.IO.Pipelines;

namespace ContextExchange.Actors;

/// <summary>
/// The frames that wait to be written to one silo. Whatever came while a write was under way shares the next one. The
/// queue is bounded in bytes and says so at once.
/// </summary>
internal sealed class FrameQueue(ActorScheduler scheduler, int maxBytes, Action<Exception> failed) : IThreadPoolWorkItem
{
    private const int Kept = 256 * 1024;

    private readonly Lock _gate = new();
    private byte[] _filling = new byte[4_096];
    private byte[] _spare = new byte[4_096];
    private PipeWriter? _output;
    private TaskCompletionSource? _written;
    private int _length;
    private bool _writing;
    private bool _closed;

    /// <summary>Adds a whole frame; false when there is no room for it, or no connection any more.</summary>
    /// <param name="frame">Length, kind and body.</param>
    /// <param name="mustFit">
    /// False for answers, which the other side has bounded by its own calls: 4 times as much.
    /// </param>
    /// <param name="begins">Whether the caller has to say <see cref="Begin"/>, outside of its locks.</param>
    internal bool TryAdd(ReadOnlySpan<byte> frame, bool mustFit, out bool begins)
    {
        begins = false;
        lock (_gate)
        {
            var limit = mustFit ? maxBytes : (long)maxBytes * 4;
            if (_closed || (_length > 0 && (long)_length + frame.Length > limit)) return false;
            if (frame.Length > _filling.Length - _length)
            {
                var twice = (int)Math.Min(_filling.Length * 2L, Array.MaxLength);
                Array.Resize(ref _filling, Math.Max(twice, _length + frame.Length));
            }

            frame.CopyTo(_filling.AsSpan(_length));
            _length += frame.Length;
            begins = !_writing && _output is not null;
            _writing |= begins;
            return true;
        }
    }

    /// <summary>Begins to write.</summary>
    /// <param name="now">
    /// On this thread, for a frame that nothing else is likely to share a write with; else a moment later.
    /// </param>
    internal void Begin(bool now)
    {
        if (now) Execute();
        else scheduler.Schedule(this);
    }

    /// <summary>Writes what waits and what will come.</summary>
    internal void Start(PipeWriter output)
    {
        lock (_gate)
        {
            _output = output;
            if (_writing || _length == 0 || _closed) return;
            _writing = true;
        }

        scheduler.Schedule(this);
    }

    /// <summary>Completes when nothing waits to be written, or nothing ever will be.</summary>
    internal Task WrittenAsync()
    {
        lock (_gate)
        {
            if (!_writing || _closed) return Task.CompletedTask;
            return (_written ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _written?.TrySetResult();
        }
    }

    public void Execute() => _ = WriteAsync();

    private async Task WriteAsync()
    {
        try
        {
            var written = _spare;
            while (Take(ref written) is { Length: > 0 } frames)
            {
                var result = await _output!.WriteAsync(frames).ConfigureAwait(false);
                if (result.IsCompleted) throw new IOException("the other silo does not read any more");
            }
        }
#pragma warning disable CA1031 // Whatever a stream fails with, the link has ended.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failed(exception);
        }
    }

    /// <summary>Swaps the two buffers; nothing when all is written.</summary>
    private ReadOnlyMemory<byte> Take(ref byte[] written)
    {
        lock (_gate)
        {
            // One burst must not keep its memory for ever.
            _spare = written.Length <= Kept ? written : new byte[4_096];
            if (_length == 0 || _closed)
            {
                _writing = false;
                _written?.TrySetResult();
                _written = null;
                return default;
            }

            written = _filling;
            var frames = _filling.AsMemory(0, _length);
            _filling = _spare;
            _length = 0;
            return frames;
        }
    }
}
