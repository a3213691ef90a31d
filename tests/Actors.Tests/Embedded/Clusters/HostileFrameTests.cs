using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ContextExchange.Actors.Tests;

/// <summary>A silo of another version, or a broken one, that knows the secret.</summary>
public sealed class HostileFrameTests
{
    [Fact]
    public async Task ARequestThatCannotBeReadFailsAloneAndTheLinkGoesOn()
    {
        await using var silos = await Silos.StartAsync(1);
        var connection = await ConnectAsync(silos);
        for (var seed = 1ul; seed <= 300; seed++)
        {
            await SendAsync(connection, FrameKind.Request, writer => WriteBroken(writer, seed));
            var (kind, id, failure) = await ReceiveAsync(connection);
            Assert.Equal((FrameKind.Failure, seed), (kind, id));
            Assert.IsType<MalformedMessageException>(failure);
        }

        Assert.Equal(0, silos.Office.Runs);
        await SendAsync(connection, FrameKind.Request,
            writer => WriteAdd(writer, 301, StableHash.Of("test.IPostGrain.Add")));
        Assert.Equal(FrameKind.Result, (await ReceiveAsync(connection)).Kind);
        Assert.Equal(1, silos.Office.Runs);
    }

    [Fact]
    public async Task AnUnknownMethodSaysThatVersionsDiffer()
    {
        await using var silos = await Silos.StartAsync(1);
        var connection = await ConnectAsync(silos);
        await SendAsync(connection, FrameKind.Request, writer => WriteAdd(writer, 1, 42));
        var (_, _, failure) = await ReceiveAsync(connection);
        Assert.Contains("no contract here has the method 000000000000002a", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARequestThatComesTwiceRunsOnce()
    {
        await using var silos = await Silos.StartAsync(1);
        var connection = await ConnectAsync(silos);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(connection, FrameKind.Request,
                writer => WriteAdd(writer, 1, StableHash.Of("test.IPostGrain.Add")));
        }

        Assert.Equal(FrameKind.Result, (await ReceiveAsync(connection)).Kind);
        await SendAsync(connection, FrameKind.Ping, writer => writer.PutVarint(0));
        Assert.Equal(FrameKind.Pong, (await ReceiveAsync(connection)).Kind);
        Assert.Equal(1, silos.Office.Runs);
    }

    [Fact]
    public async Task AFrameThatIsNoneEndsTheLink()
    {
        await using var silos = await Silos.StartAsync(1);
        var connection = await ConnectAsync(silos);
        await SendAsync(connection, FrameKind.Welcome, writer => writer.PutVarint(0));
        Assert.Null(await Frames.ReadOneAsync(connection.Input, 1_000, default));
    }

    private static void WriteAdd(MessageWriter writer, ulong id, ulong method)
    {
        writer.PutVarint(id);
        writer.PutVarint(10_000);
        writer.PutFixed64(method);
        writer.PutText("post");
        writer.PutText("a");
        writer.PutVarint(0);
        writer.Begin(0);
        writer.Write(0, 1);
        writer.End();
    }

    /// <summary>A sound request whose bytes behind its number and time are cut off somewhere.</summary>
    private static void WriteBroken(MessageWriter writer, ulong id)
    {
        var whole = MessageWriter.Rent(1_000);
        WriteAdd(whole, id, StableHash.Of("test.IPostGrain.Add"));
        var head = (id < 128 ? 1 : 2) + 2;
        var body = whole.Written[head..].ToArray();
        whole.Return();
        var random = new Random((int)id);
        writer.PutVarint(id);
        writer.PutVarint(10_000);
        writer.PutRaw(body.AsSpan(0, random.Next(body.Length)));
    }

    private static async Task<SiloConnection> ConnectAsync(Silos silos)
    {
        var options = silos[0].ServiceProvider.GetRequiredService<IOptions<ClusterOptions>>().Value;
        var connection = await silos.Harness.Network.TransportOf("Stranger").DialAsync("Primary:1", default);
        await new Handshake(options, connection).DialAsync(
            new("Stranger", 9, "Stranger:1"), silos[0].SiloAddress, default);
        return connection;
    }

    private static async Task SendAsync(SiloConnection connection, FrameKind kind, Action<MessageWriter> write)
    {
        var writer = new MessageWriter();
        writer.BeginFrame(kind);
        write(writer);
        writer.EndFrame();
        await connection.Output.WriteAsync(writer.Written.ToArray());
    }

    private static async Task<(FrameKind Kind, ulong Id, Exception? Failure)> ReceiveAsync(SiloConnection connection)
    {
        var frame = await Frames.ReadOneAsync(connection.Input, 10_000, default);
        var reader = new MessageReader(frame.AsSpan(1), null);
        var id = reader.Varint();
        var kind = (FrameKind)frame![0];
        return (kind, id, kind == FrameKind.Failure ? CallFailure.Read(ref reader) : null);
    }
}
