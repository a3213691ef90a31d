using System.Diagnostics;

namespace ContextExchange.LoadGenerator;

/// <summary>
/// A closed loop: one connection sends to another, with at most <c>window</c> messages under way. A place is free again
/// when the
/// receiver has the message <b>and</b> the sender its acknowledgement.
/// </summary>
internal sealed class Pair(LoadConnection sender, LoadConnection receiver, int window, Measurement measurement)
{
    private const int Ring = 4096;
    private readonly long[] sentAt = new long[Ring];
    private readonly Lock gate = new();
    private long sent, delivered, acknowledged;
    private volatile bool stopped;

    public LoadConnection Receiver => receiver;

    public long Delivered => Volatile.Read(ref delivered);

    public void OnDelivered()
    {
        measurement.Received(sentAt[delivered % Ring]);
        Volatile.Write(ref delivered, delivered + 1);
    }

    public void OnAcknowledged() => Interlocked.Increment(ref acknowledged);

    public void Stop() => stopped = true;

    /// <summary>
    /// Fills the window; called once per socket read, so that what one read freed leaves in one write.
    /// </summary>
    public void Pump()
    {
        lock (gate)
        {
            var free = window - (int)(sent - Math.Min(Volatile.Read(ref delivered), Volatile.Read(ref acknowledged)));
            if (stopped || free <= 0)
                return;
            var now = Stopwatch.GetTimestamp();
            for (var i = 0; i < free; i++)
                sentAt[(sent + i) % Ring] = now;
            var written = sender.SendBatch(free);
            sent += written;
            if (written < free)
                stopped = true;
        }
    }
}
