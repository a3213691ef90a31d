using System.Buffers;
using System.Text;
using System.Text.Json;
using ContextExchange.Protocol.Frames;

namespace ContextExchange.Protocol.Tests.Frames;

public sealed class FrameCodecTests
{
    public static TheoryData<string> Accepted => [.. GoldenFrames.Accepted.Select(golden => golden.Name)];

    public static TheoryData<string> Refused => [.. GoldenFrames.Refused.Select(golden => golden.Title)];

    [Fact]
    public void EveryTypeHasAGoldenFrame()
    {
        var covered = GoldenFrames.Accepted.Select(golden => golden.Frame.GetProperty("type").GetString()).ToHashSet();

        Assert.Equal(Enum.GetValues<FrameType>(), FrameLayouts.All.Select(layout => layout.Type));
        Assert.All(FrameLayouts.All, layout => Assert.Contains(layout.Name, covered));
    }

    [Fact]
    public void EveryRefusalHasAGoldenFrame() => Assert.All(
        Enum.GetValues<FrameError>().Where(error => error != FrameError.None),
        error => Assert.Contains(GoldenFrames.Refused, golden => golden.Reason == Kebab(error)));

    [Theory, MemberData(nameof(Accepted))]
    public void BothEncodingsOfAGoldenFrameAreTheSameFrame(string name)
    {
        var golden = Golden(name);

        var binary = ReadBinary(golden.BinaryBytes, Side(golden.From));
        var read = JsonFrames.TryRead(golden.JsonBytes, Side(golden.From), out var json, out var error);

        Assert.True(read, error.ToString());
        Assert.Equal((binary.Type, binary.Ref), (json.Type, json.Ref));
        Assert.Equal(binary.Payload.ToArray(), json.Payload.ToArray());
    }

    [Theory, MemberData(nameof(Accepted))]
    public void AGoldenFrameIsWrittenBackInBothEncodings(string name)
    {
        var golden = Golden(name);

        var (binary, json) = Rewrite(ReadBinary(golden.BinaryBytes, Side(golden.From)));

        Assert.Equal(golden.Binary, Convert.ToHexStringLower(binary));
        var written = JsonDocument.Parse(json).RootElement;
        Assert.True(JsonElement.DeepEquals(golden.Frame, written), written.ToString());
    }

    [Theory, MemberData(nameof(Refused))]
    public void AGoldenRefusalIsRefusedForItsReason(string name)
    {
        var golden = GoldenFrames.Refused.Single(g => g.Title == name);

        Assert.Equal(golden.Reason, Kebab(Read(golden.Bytes, golden.Encoding, Side(golden.From))));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void NoMutationOfABinaryFrameThrows(int seed)
    {
        var random = new Random(seed);
        foreach (var golden in GoldenFrames.Accepted)
            for (var round = 0; round < 400; round++)
            {
                var bytes = Mutations.Bytes(golden.BinaryBytes, random);
                var refused = Record.Exception(() => Read(bytes, "binary", Side(golden.From)));
                Assert.True(refused is null, $"seed {seed}, {golden.Name}, {Convert.ToHexString(bytes)}: {refused}");
            }
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void AMutatedJsonFrameIsRefusedOrMeansWhatItsBinaryFormMeans(int seed)
    {
        var random = new Random(seed);
        foreach (var golden in GoldenFrames.Accepted)
            for (var round = 0; round < 400; round++)
            {
                var bytes = Mutations.Text(golden.JsonBytes, random);
                if (!JsonFrames.TryRead(bytes, Side(golden.From), out var frame, out _)) continue;
                var (binary, _) = Rewrite(frame);
                var again = Record.Exception(() => ReadBinary(binary, Side(golden.From)));
                Assert.True(again is null, $"seed {seed}, {golden.Name}, {Encoding.UTF8.GetString(bytes)}: {again}");
            }
    }

    [Fact]
    public void SeveralFramesOfOneMessageAreReadInOrder()
    {
        var client = GoldenFrames.Accepted.Where(golden => golden.From == "client").ToList();
        ReadOnlyMemory<byte> rest = client.SelectMany(golden => golden.BinaryBytes).ToArray();
        List<FrameType> types = [];

        while (!rest.IsEmpty)
        {
            var read = BinaryFrames.TryRead(ref rest, FrameSource.Client, out var frame, out var error);
            Assert.True(read, error.ToString());
            types.Add(frame.Type);
        }

        Assert.Equal(client.Select(golden => ReadBinary(golden.BinaryBytes, FrameSource.Client).Type), types);
    }

    [Fact]
    public void TheHotFramesAreReadAndWrittenWithoutAllocating()
    {
        ReadOnlyMemory<byte> send = Golden("send of an answer with its lineage").BinaryBytes;
        ReadOnlyMemory<byte> ack = Golden("ack that asks for none").BinaryBytes;
        ReadOnlyMemory<byte> delivery = Golden("delivery of a message").BinaryBytes;
        var output = new byte[2048];
        Round();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            var rest = send;
            BinaryFrames.TryRead(ref rest, FrameSource.Client, out var frame, out _);
            BinaryFrames.Write(output, SendFrame.Read(frame));
            rest = ack;
            BinaryFrames.TryRead(ref rest, FrameSource.Client, out frame, out _);
            BinaryFrames.Write(output, AckFrame.Read(frame));
            rest = delivery;
            BinaryFrames.TryRead(ref rest, FrameSource.Server, out frame, out _);
            BinaryFrames.Write(output, DeliveryFrame.Read(frame));
            BinaryFrames.Write(output, new ReceiptFrame(1, SendStatus.Accepted, 7, 1, 0));
        }
    }

    private static GoldenFrame Golden(string name) => GoldenFrames.Accepted.Single(golden => golden.Name == name);

    private static FrameSource Side(string from) => from == "client" ? FrameSource.Client : FrameSource.Server;

    private static Frame ReadBinary(ReadOnlyMemory<byte> bytes, FrameSource from)
    {
        Assert.True(BinaryFrames.TryRead(ref bytes, from, out var frame, out var error), error.ToString());
        Assert.True(bytes.IsEmpty);
        return frame;
    }

    /// <summary>The first refusal of a message, or none.</summary>
    private static FrameError Read(ReadOnlyMemory<byte> bytes, string encoding, FrameSource from)
    {
        var error = FrameError.None;
        if (encoding == "json")
        {
            JsonFrames.TryRead(bytes, from, out _, out error);
            return error;
        }

        while (error == FrameError.None && !bytes.IsEmpty) BinaryFrames.TryRead(ref bytes, from, out _, out error);
        return error;
    }

    /// <summary>Reads the frame into its struct and writes that in both encodings.</summary>
    private static (byte[] Binary, byte[] Json) Rewrite(Frame frame) => frame.Type switch
    {
        FrameType.Connect => Write(ConnectFrame.Read(frame)),
        FrameType.ConnectTicket => Write(ConnectTicketFrame.Read(frame)),
        FrameType.Send => Write(SendFrame.Read(frame)),
        FrameType.Ack => Write(AckFrame.Read(frame)),
        FrameType.PublishEpoch => Write(PublishEpochFrame.Read(frame)),
        FrameType.GetEpoch => Write(GetEpochFrame.Read(frame)),
        FrameType.Ping => Write(PingFrame.Read(frame)),
        FrameType.Pong => Write(PongFrame.Read(frame)),
        FrameType.Challenge => Write(ChallengeFrame.Read(frame)),
        FrameType.Ready => Write(ReadyFrame.Read(frame)),
        FrameType.Receipt => Write(ReceiptFrame.Read(frame)),
        FrameType.Delivery => Write(DeliveryFrame.Read(frame)),
        FrameType.Result => Write(ResultFrame.Read(frame)),
        FrameType.Epoch => Write(EpochFrame.Read(frame)),
        FrameType.Drain => Write(DrainFrame.Read(frame)),
        FrameType.Acknowledged => Write(AcknowledgedFrame.Read(frame)),
        _ => throw new ArgumentOutOfRangeException(nameof(frame)),
    };

    private static (byte[] Binary, byte[] Json) Write<T>(in T frame) where T : struct, IFrame<T>
    {
        var binary = new ArrayBufferWriter<byte>();
        var json = new ArrayBufferWriter<byte>();
        BinaryFrames.Write(binary, frame);
        JsonFrames.Write(json, frame);
        return (binary.WrittenMemory.ToArray(), json.WrittenMemory.ToArray());
    }

    private static string Kebab(FrameError error) => JsonNamingPolicy.KebabCaseLower.ConvertName(error.ToString());
}
