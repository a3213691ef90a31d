using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ContextExchange.Chaos.Tests.Network;
using ContextExchange.Chaos.Tests.Processes;

namespace ContextExchange.Chaos.Tests;

/// <summary>The proxy does to bytes and connections what it was told, no more and no less.</summary>
public sealed class FaultProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly Link _link = new("test");
    private FaultProxy _proxy = null!;
    private Socket _near = null!;
    private Socket _far = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Start();
        _proxy = FaultProxy.Single(Ports.Take(), (IPEndPoint)_server.LocalEndpoint, _link, seed: 1);
        (_near, _far) = await DialAsync();
    }

    public ValueTask DisposeAsync()
    {
        _near.Dispose();
        _far.Dispose();
        _proxy.Dispose();
        _server.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task WithoutFaultsEverythingArrivesInBothDirections()
    {
        await _near.SendAsync("to the server"u8.ToArray());
        Assert.Equal("to the server"u8.ToArray(), await ReadAsync(_far, 13));
        await _far.SendAsync("to the client"u8.ToArray());
        Assert.Equal("to the client"u8.ToArray(), await ReadAsync(_near, 13));
    }

    [Fact]
    public async Task ADelayHoldsEachPieceForItsTime()
    {
        _link.Forth.Delay = Soon;
        var began = Stopwatch.GetTimestamp();
        await _near.SendAsync(new byte[1]);
        await ReadAsync(_far, 1);
        Assert.True(Stopwatch.GetElapsedTime(began) >= Soon);
    }

    [Fact]
    public async Task JitterKeepsTheOrder()
    {
        _link.Forth.Jitter = TimeSpan.FromMilliseconds(20);
        byte[] sent = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        foreach (var one in sent) await _near.SendAsync(new[] { one });
        Assert.Equal(sent, await ReadAsync(_far, sent.Length));
    }

    [Fact]
    public async Task ALostPieceComesLater()
    {
        (_link.Forth.Loss, _link.Forth.LossDelay) = (1, Soon);
        var began = Stopwatch.GetTimestamp();
        await _near.SendAsync(new byte[1]);
        await ReadAsync(_far, 1);
        Assert.True(Stopwatch.GetElapsedTime(began) >= Soon);
    }

    [Fact]
    public async Task WhatIsHeldArrivesWhenItHeals()
    {
        _link.Forth.Holds = true;
        await _near.SendAsync("late"u8.ToArray());
        var arrival = ReadAsync(_far, 4);
        Assert.False(await Waiting.UntilAsync(() => arrival.IsCompleted, Soon));
        _link.Heal();
        Assert.Equal("late"u8.ToArray(), await arrival);
    }

    [Fact]
    public async Task APartitionInOneDirectionLetsTheOtherPass()
    {
        _link.Forth.Holds = true;
        await _near.SendAsync(new byte[1]);
        await _far.SendAsync("still heard"u8.ToArray());
        Assert.Equal("still heard"u8.ToArray(), await ReadAsync(_near, 11));
        Assert.Equal(0, _far.Available);
    }

    [Fact]
    public async Task AcrossAPartitionNobodyHearsThatTheOtherHasGone()
    {
        _link.Cut();
        _near.LingerState = new LingerOption(true, 0);
        _near.Close();
        var end = _far.ReceiveAsync(new byte[1]);
        Assert.False(await Waiting.UntilAsync(() => end.IsCompleted, Soon));
        _link.Heal();
        await Assert.ThrowsAsync<SocketException>(() => end.WaitAsync(Limit));
    }

    [Fact]
    public async Task WhatIsSwallowedNeverArrives()
    {
        _link.Forth.Swallows = true;
        await _near.SendAsync("gone"u8.ToArray());
        Assert.False(await Waiting.UntilAsync(() => _far.Available > 0, Soon));
        _link.Heal();
        await _near.SendAsync("here"u8.ToArray());
        Assert.Equal("here"u8.ToArray(), await ReadAsync(_far, 4));
    }

    [Fact]
    public async Task AThrottleLetsSoManyBytesPassInASecond()
    {
        _link.Forth.BytesPerSecond = 1_000;
        var began = Stopwatch.GetTimestamp();
        await _near.SendAsync(new byte[500]);
        await ReadAsync(_far, 500);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.4), Limit);
    }

    [Fact]
    public async Task AResetReachesBothSides()
    {
        _link.Reset();
        await Assert.ThrowsAsync<SocketException>(() => _near.ReceiveAsync(new byte[1]).WaitAsync(Limit));
        await Assert.ThrowsAsync<SocketException>(() => _far.ReceiveAsync(new byte[1]).WaitAsync(Limit));
    }

    [Fact]
    public async Task AnEndReachesTheOtherSide()
    {
        _near.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await _far.ReceiveAsync(new byte[1]).WaitAsync(Limit));
    }

    [Fact]
    public async Task AHiddenEndReachesTheOtherSideWhenItHeals()
    {
        _link.HidesEnds = true;
        _near.Close();
        var end = _far.ReceiveAsync(new byte[1]);
        Assert.False(await Waiting.UntilAsync(() => end.IsCompleted, Soon));
        await _far.SendAsync("to nobody"u8.ToArray());
        _link.Heal();
        await Assert.ThrowsAsync<SocketException>(() => end.WaitAsync(Limit));
    }

    [Fact]
    public async Task WhoIsRefusedIsReset()
    {
        _link.Refuses = true;
        await Assert.ThrowsAsync<SocketException>(DialAndReadAsync);
    }

    [Fact]
    public async Task AServerThatDoesNotListenLooksRefused()
    {
        _server.Stop();
        await Assert.ThrowsAsync<SocketException>(DialAndReadAsync);
    }

    [Fact]
    public void TheDiallerOfAConnectionIsFoundByItsPort() => Assert.Equal(
        Environment.ProcessId,
        ProcessTable.OwnerOf(((IPEndPoint)_near.LocalEndPoint!).Port, [1, Environment.ProcessId]));

    [Fact]
    public async Task ADiallerThatSpeaksBothFamiliesIsFoundToo()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback.MapToIPv6(), _proxy.Port);
        Assert.Equal(
            Environment.ProcessId,
            ProcessTable.OwnerOf(((IPEndPoint)socket.LocalEndPoint!).Port, [1, Environment.ProcessId]));
    }

    private async Task<(Socket Near, Socket Far)> DialAsync()
    {
        var near = await ConnectAsync();
        var far = await _server.AcceptSocketAsync();
        Assert.True(await Waiting.UntilAsync(() => _link.Open == 1, Limit));
        return (near, far);
    }

    /// <summary>A reset may come while it dials or afterwards.</summary>
    private async Task DialAndReadAsync()
    {
        using var socket = await ConnectAsync();
        await socket.ReceiveAsync(new byte[1]).WaitAsync(Limit);
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        return socket;
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count;)
            read += await socket.ReceiveAsync(bytes.AsMemory(read)).AsTask().WaitAsync(Limit) is > 0 and var more
                ? more
                : throw new EndOfStreamException();
        return bytes;
    }
}
