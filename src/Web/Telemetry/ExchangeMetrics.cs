using System.Diagnostics.Metrics;

namespace ContextExchange.Web.Telemetry;

/// <summary>
/// What the edge counts, under the meter <see cref="Name"/>. Nothing here names an agent, an owner or a category: who
/// reads the figures of a server learns how busy it is, not who talks with whom.
/// </summary>
internal sealed class ExchangeMetrics
{
    /// <summary>The meter's name, and that of the traces' source.</summary>
    public const string Name = "ContextExchange";

    private readonly Meter _meter;
    private readonly Counter<long> _messages;
    private readonly Histogram<double> _sending;
    private readonly Counter<long> _deliveries;
    private readonly UpDownCounter<long> _sockets;
    private readonly Counter<long> _closes;

    public ExchangeMetrics(IMeterFactory meters)
    {
        var meter = _meter = meters.Create(Name);
        _messages = meter.CreateCounter<long>(
            "contextexchange.messages", "{message}", "Messages that senders handed in, by the status of their answer.");
        _sending = meter.CreateHistogram(
            "contextexchange.send.duration", "s", "From a message's frame or request to its receipt, flushed to disk.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
            });
        _deliveries = meter.CreateCounter<long>(
            "contextexchange.deliveries", "{entry}", "Mailbox entries written to sockets, redeliveries included.");
        _sockets = meter.CreateUpDownCounter<long>(
            "contextexchange.sockets", "{socket}", "Sockets whose device has proved itself.");
        _closes = meter.CreateCounter<long>(
            "contextexchange.closes", "{socket}", "Sockets that the server closed, by reason.");
    }

    /// <summary>Shows this silo's place in its cluster from now on.</summary>
    /// <param name="partitions">How many partitions it owns; null for a server of one silo.</param>
    /// <param name="draining">Whether it gives away what it has.</param>
    public void Watch(Func<int>? partitions, Func<bool> draining)
    {
        if (partitions is not null)
            _meter.CreateObservableGauge(
                "contextexchange.partitions", partitions, "{partition}", "Partitions that this silo owns.");
        _meter.CreateObservableGauge(
            "contextexchange.draining", () => draining() ? 1 : 0, null, "1 while the silo drains or stops, else 0.");
    }

    /// <summary>A sender got its answer.</summary>
    public void Answered(SendStatus status, TimeSpan after)
    {
        var code = new KeyValuePair<string, object?>("status", SendStatuses.Of(status).Code);
        _messages.Add(1, code);
        _sending.Record(after.TotalSeconds, code);
    }

    public void Delivered() => _deliveries.Add(1);

    public void Opened() => _sockets.Add(1);

    public void Ended() => _sockets.Add(-1);

    public void Closed(CloseCode reason) =>
        _closes.Add(1, new KeyValuePair<string, object?>("reason", CloseCodes.Of(reason).Name));
}
