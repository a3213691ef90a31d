using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class ContentCodecTests
{
    private static readonly MessageContent Sample = new()
    {
        Type = ContentType.Query,
        ThreadId = TestKeys.Id("thread"),
        LogicalId = TestKeys.Id("logical"),
        Subject = "Züri – 数",
        Note = "for the owner",
        SchemaId = "urn:example:slots",
        Text = """{"slots":[1,2]}""",
    };

    [Fact]
    public void ContentIsReadBackAsItWasWritten()
    {
        Assert.True(ContentCodec.TryWrite(Sample, out var body, out _));
        Assert.True(ContentCodec.TryRead(body, out var read, out _));
        Assert.Equal(Sample, read);
    }

    [Fact]
    public void PlainTextHasNoSchema()
    {
        Assert.True(ContentCodec.TryWrite(Sample with { SchemaId = null, Text = "" }, out var body, out _));
        Assert.True(ContentCodec.TryRead(body, out var read, out _));
        Assert.Null(read.SchemaId);
    }

    [Fact]
    public void ALoneSurrogateIsRefused()
    {
        Assert.False(ContentCodec.TryWrite(Sample with { Text = "a\ud800b" }, out _, out var error));
        Assert.Equal(Cxe1Error.InvalidText, error);
    }

    [Fact]
    public void TextThatFitsNoBucketIsRefused()
    {
        Assert.False(ContentCodec.TryWrite(Sample with { Text = new('a', 65_536) }, out _, out var error));
        Assert.Equal(Cxe1Error.ContentTooLong, error);
        Assert.False(ContentCodec.TryWrite(Sample with { Subject = new('a', 257) }, out _, out error));
        Assert.Equal(Cxe1Error.ContentTooLong, error);
    }

    [Fact]
    public void ACharacterThatReachesOverTwoFieldsIsRefused()
    {
        Assert.True(ContentCodec.TryWrite(Sample with { Subject = "é", Note = "é" }, out var body, out _));
        body[35] = 1;
        body[37] = 3;
        Assert.False(ContentCodec.TryRead(body, out _, out var error));
        Assert.Equal(Cxe1Error.InvalidText, error);
    }

    [Fact]
    public void DamagedContentIsRefusedOrReadButNeverThrows()
    {
        Assert.True(ContentCodec.TryWrite(Sample, out var body, out _));
        foreach (var copy in Tampering.EachByte(body).Concat(Tampering.EachTruncation(body)))
            Assert.Equal(ContentCodec.TryRead(copy, out _, out var error), error == Cxe1Error.None);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(236, 0)]
    [InlineData(237, 1)]
    [InlineData(65_516, 8)]
    [InlineData(65_517, -1)]
    public void ABodyTakesTheSmallestBucketThatHoldsIt(int length, int bucket) =>
        Assert.Equal(bucket, Bucket.ForBody(length));

    [Fact]
    public void OnlyTheCanonicalPaddingIsRead()
    {
        var padded = new byte[Bucket.CiphertextSize(1) - 16];
        Padding.Write(new byte[300], padded);
        Assert.True(Padding.TryRead(padded, 1, out var body));
        Assert.Equal(300, body.Length);
        padded[^1] = 1;
        Assert.False(Padding.TryRead(padded, 1, out _));
        Padding.Write(new byte[10], padded);
        Assert.False(Padding.TryRead(padded, 1, out _));
        padded[0] = 0xff;
        Assert.False(Padding.TryRead(padded, 1, out _));
    }
}
