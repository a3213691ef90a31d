using System.Buffers.Binary;
using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Protocol;

namespace ContextExchange.Cryptography.Tests.Cxe1;

public sealed class EnvelopeViewTests
{
    internal static EnvelopeHeader Header { get; } = new()
    {
        EnvelopeId = TestKeys.Id("envelope"),
        Connection = TestKeys.Id("connection"),
        SenderAgent = TestKeys.Id("sender"),
        SenderDevice = TestKeys.Id("device"),
        RecipientAgent = TestKeys.Id("recipient"),
        EpochHash = TestKeys.Digest("epoch"),
        Index = 7,
        Sequence = 42,
        Category = Category.IdOf("schedule"),
        TermsVersion = 3,
        Requested = RequestedLevel.Ask,
        Created = TestKeys.Start,
        TimeToLive = 3_600,
        RootId = TestKeys.Id("root"),
        ParentId = TestKeys.Id("parent"),
        Hop = 2,
        MaxHops = 8,
        Budget = 1_000,
        Origin = Origin.Model,
        Taint = Taint.Web | Taint.Peer,
        PreviousHash = TestKeys.Digest("previous"),
        Bucket = 0,
    };

    [Fact]
    public void EveryFieldIsReadBack()
    {
        Assert.True(EnvelopeView.TryParse(Envelope(), out var view, out _));

        Assert.Equal((Header.EnvelopeId, Header.Connection), (view.EnvelopeId, view.Connection));
        Assert.Equal((Header.SenderAgent, Header.SenderDevice), (view.SenderAgent, view.SenderDevice));
        Assert.Equal((Header.RecipientAgent, Header.EpochHash), (view.RecipientAgent, view.EpochHash));
        Assert.Equal((Header.Index, Header.Sequence), (view.Index, view.Sequence));
        Assert.Equal((Header.Category, Header.TermsVersion), (view.Category, view.TermsVersion));
        Assert.Equal((Header.Requested, Header.Created), (view.Requested, view.Created));
        Assert.Equal((Header.TimeToLive, Header.RootId), (view.TimeToLive, view.RootId));
        Assert.Equal(Header.ParentId, view.ParentId);
        Assert.Equal((Header.Hop, Header.MaxHops, Header.Budget), (view.Hop, view.MaxHops, view.Budget));
        Assert.Equal((Header.Origin, Header.Taint), (view.Origin, view.Taint));
        Assert.Equal((Header.PreviousHash, Header.Bucket), (view.PreviousHash, view.Bucket));
        Assert.Equal((323, 64, 256), (view.Header.Length, view.Signature.Length, view.Ciphertext.Length));
    }

    [Fact]
    public void ReadingAllocatesNothing()
    {
        var bytes = Envelope();
        Assert.True(EnvelopeView.TryParse(bytes, out _, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            if (!EnvelopeView.TryParse(bytes, out var view, out _) || view.ComputeHash().IsZero || view.Sequence != 42)
                Assert.Fail();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(0, 2, EnvelopeError.UnknownVersion)]
    [InlineData(2, 2, EnvelopeError.UnknownSuite)]
    [InlineData(3, 2, EnvelopeError.UnknownType)]
    [InlineData(119, 100, EnvelopeError.IndexOutOfRange)]
    [InlineData(120, 0x20, EnvelopeError.SequenceOutOfRange)]
    [InlineData(148, 2, EnvelopeError.UnknownRequestedLevel)]
    [InlineData(149, 0x20, EnvelopeError.CreatedOutOfRange)]
    [InlineData(157, 1, EnvelopeError.TimeToLiveOutOfRange)]
    [InlineData(193, 9, EnvelopeError.HopAboveLimit)]
    [InlineData(199, 0, EnvelopeError.UnknownOrigin)]
    [InlineData(199, 5, EnvelopeError.UnknownOrigin)]
    [InlineData(200, 1, EnvelopeError.UnknownTaint)]
    [InlineData(201, 16, EnvelopeError.UnknownTaint)]
    [InlineData(234, 1, EnvelopeError.LogNotZero)]
    [InlineData(273, 1, EnvelopeError.LogNotZero)]
    [InlineData(290, 1, EnvelopeError.BucketMismatch)]
    [InlineData(290, 9, EnvelopeError.BucketMismatch)]
    public void AFieldOutsideItsTableIsRefused(int offset, byte value, EnvelopeError expected)
    {
        var bytes = Envelope();
        bytes[offset] = value;
        Assert.False(EnvelopeView.TryParse(bytes, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void ZeroIsNoSequenceAndNoTimeToLive()
    {
        var bytes = Envelope();
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(120), 0);
        Assert.False(EnvelopeView.TryParse(bytes, out _, out var error));
        Assert.Equal(EnvelopeError.SequenceOutOfRange, error);

        bytes = Envelope();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(157), 0);
        Assert.False(EnvelopeView.TryParse(bytes, out _, out error));
        Assert.Equal(EnvelopeError.TimeToLiveOutOfRange, error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(642)]
    [InlineData(65_924)]
    public void ALengthThatNoEnvelopeHasIsRefused(int length)
    {
        Assert.False(EnvelopeView.TryParse(new byte[length], out _, out var error));
        Assert.Equal(EnvelopeError.WrongLength, error);
    }

    [Fact]
    public void ALengthBetweenTwoBucketsIsRefused()
    {
        Assert.False(EnvelopeView.TryParse((byte[])[.. Envelope(), 0], out _, out var error));
        Assert.Equal(EnvelopeError.BucketMismatch, error);
    }

    [Fact]
    public void TheOverheadIsFourHundredAndThreeBytes()
    {
        Assert.Equal(403, EnvelopeView.Overhead);
        Assert.Equal(643, EnvelopeView.MinSize);
        Assert.Equal(65_923, EnvelopeView.MaxSize);
    }

    private static byte[] Envelope()
    {
        var bytes = new byte[EnvelopeView.MinSize];
        Header.Write(bytes.AsSpan(0, EnvelopeHeader.Size));
        return bytes;
    }
}
