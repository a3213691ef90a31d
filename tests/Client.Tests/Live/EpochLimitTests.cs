using ContextExchange.Client.Tests.Devices;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client.Tests.Live;

public sealed class EpochLimitTests : IAsyncDisposable
{
    private readonly SealingPair _pair = new(sabotaged: false);

    private static CancellationToken Limit => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task AnEpochThatCameTooSoonIsPublishedAgainLaterAndItsMessagesWaitBehindIt()
    {
        var published = new List<byte[]>();
        var envelope = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(async socket =>
        {
            await socket.GreetAsync();
            for (var answer = Refusal.RateLimited; published.Count < 2; answer = Refusal.None)
            {
                var frame = PublishEpochFrame.Read(await socket.ReadAsync());
                published.Add(frame.Record.ToArray());
                await socket.SendAsync(new ResultFrame(frame.Ref, answer, answer == Refusal.None ? 0u : 300u));
            }

            var send = SendFrame.Read(await socket.ReadAsync());
            envelope.SetResult(send.Envelope.ToArray());
            await socket.SendAsync(new ReceiptFrame(send.Ref, SendStatus.Accepted, 1, 0, 0));
            await socket.StayAsync();
        });
        var profile = _pair.Core.Profile;
        var began = TimeProvider.System.GetTimestamp();
        await using var session = await Session.OpenAsync(
            server.Address, 0, (_, resume) => new ConnectFrame(
                1, profile.Agent, profile.DeviceId, 0, resume, new byte[64]), null, TimeProvider.System, Limit);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Limit);
        var running = session.RunAsync(stop.Token);
        _pair.Outbox.Attach(session);

        var pending = await _pair.SealAsync("after the wait");
        _pair.Outbox.Release(pending);
        var receipt = await pending.Receipt.WaitAsync(Limit);

        Assert.Equal(SendStatus.Accepted, receipt.Status);
        Assert.True(TimeProvider.System.GetElapsedTime(began) >= TimeSpan.FromMilliseconds(300));
        Assert.Equal(published[0], published[1]);
        Assert.Equal(pending.Item.Bytes.ToArray(), await envelope.Task);
        await stop.CancelAsync();
        await running;
    }
}
