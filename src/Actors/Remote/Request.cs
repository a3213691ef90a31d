namespace ContextExchange.Actors;

/// <summary>
/// The body of a request: the call's number, the milliseconds that its caller still waits (0 for a one-way call), the
/// method's number, the target's name, the request context, the arguments.
/// </summary>
internal static class Request
{
    internal static void Write(MessageWriter writer, ulong id, GrainCall call, TimeProvider time)
    {
        writer.BeginFrame(FrameKind.Request);
        writer.PutVarint(id);
        writer.PutVarint(call.IsOneWay ? 0 : MillisecondsLeft(call, time));
        writer.PutFixed64(call.Method.WireId);
        writer.PutText(call.Target.GrainId.Type.ToString());
        writer.PutText(call.Target.GrainId.Key.ToString());
        call.WriteTo(writer);
        writer.EndFrame();
    }

    private static ulong MillisecondsLeft(GrainCall call, TimeProvider time)
    {
        var left = (double)(call.Deadline - time.GetTimestamp()) / time.TimestampFrequency;
        return (ulong)Math.Max(1, Math.Ceiling(left * 1_000));
    }
}
