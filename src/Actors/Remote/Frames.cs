using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace ContextExchange.Actors;

/// <summary>Takes whole frames out of a stream of bytes.</summary>
internal static class Frames
{
    internal const int LengthSize = 4;

    /// <summary>Gives each frame (kind and body) to <paramref name="take"/>, until the stream ends.</summary>
    /// <exception cref="MalformedMessageException">A frame is empty or larger than <paramref name="most"/>.</exception>
    internal static async Task ReadAllAsync(PipeReader input, int most, FrameHandler take)
    {
        while (true)
        {
            var result = await input.ReadAsync().ConfigureAwait(false);
            var left = result.Buffer;
            while (TryTake(ref left, most, out var frame)) Give(frame, take);
            input.AdvanceTo(left.Start, left.End);
            if (result.IsCompleted || result.IsCanceled) return;
        }
    }

    /// <summary>Reads one frame into an array of its own; null at the end of the stream.</summary>
    internal static async Task<byte[]?> ReadOneAsync(PipeReader input, int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var left = result.Buffer;
            if (TryTake(ref left, most, out var frame))
            {
                var bytes = frame.ToArray();
                input.AdvanceTo(left.Start);
                return bytes;
            }

            input.AdvanceTo(left.Start, left.End);
            if (result.IsCompleted) return null;
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> left, int most, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (left.Length < LengthSize) return false;
        Span<byte> prefix = stackalloc byte[LengthSize];
        left.Slice(0, LengthSize).CopyTo(prefix);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length < 1 || length > most)
            throw MessageReader.Malformed($"a frame has {length} bytes, the most is {most}");
        if (left.Length - LengthSize < length) return false;
        frame = left.Slice(LengthSize, length);
        left = left.Slice(LengthSize + length);
        return true;
    }

    private static void Give(ReadOnlySequence<byte> frame, FrameHandler take)
    {
        if (frame.IsSingleSegment)
        {
            take((FrameKind)frame.FirstSpan[0], frame.FirstSpan[1..]);
            return;
        }

        var rented = ArrayPool<byte>.Shared.Rent((int)frame.Length);
        try
        {
            frame.CopyTo(rented);
            take((FrameKind)rented[0], rented.AsSpan(1, (int)frame.Length - 1));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
