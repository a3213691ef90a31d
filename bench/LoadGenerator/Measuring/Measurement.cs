using System.Diagnostics;

namespace ContextExchange.LoadGenerator;

/// <summary>What is counted while a run measures. Shared by all connections.</summary>
internal sealed class Measurement
{
    private long delivered;
    private volatile bool on;

    /// <summary>Send to receive, in stopwatch ticks.</summary>
    public Histogram Latency { get; } = new();

    public long Delivered => Volatile.Read(ref delivered);

    public bool On
    {
        get => on;
        set => on = value;
    }

    public void Received(long sentAt)
    {
        if (!on)
            return;
        Latency.Add(Stopwatch.GetTimestamp() - sentAt);
        Interlocked.Increment(ref delivered);
    }
}
