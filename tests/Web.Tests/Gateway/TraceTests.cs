using System.Collections.Concurrent;
using System.Diagnostics;
using ContextExchange.Protocol.Frames;
using ContextExchange.Web.Telemetry;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>What an operator's collector of traces is told of a message.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task ASpanSaysHowAMessageWasAnsweredAndNothingElse()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ExchangeMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await GatewayHost.StartAsync();
        var device = new TestDevice(host);
        var peer = AgentId.New();
        host.Grains.Connection(device.Id.Agent, peer).OnSend = (_, sequence) => ValueTask.FromResult(
            new SendResult(SendStatus.BudgetExhausted, sequence, default, TimeSpan.Zero));
        var (socket, _) = await TestSocket.ConnectAsync(host, device);
        await using var __ = socket;

        await socket.SendAsync(new SendFrame(1, default, TestEnvelope.Create(device.Id, peer, 1)));
        await socket.ReadAsync(FrameType.Receipt);

        await Eventually.TrueAsync(
            host, () => spans.Any(span => span.GetTagItem("status") as string == "budget-exhausted"));
        // Other tests' messages may be among them.
        Assert.All(spans, span =>
        {
            Assert.Equal("send", span.DisplayName);
            Assert.Equal(["status"], span.TagObjects.Select(tag => tag.Key));
            Assert.Empty(span.Events);
            Assert.Empty(span.Links);
            Assert.Empty(span.Baggage);
        });
    }
}
