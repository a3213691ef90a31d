namespace ContextExchange.Protocol.Tests;

public sealed class NoticeTests
{
    private static readonly Notice Example = new(
        NoticeKind.Nack, new(new Guid("40414243-4445-4647-4849-4a4b4c4d4e4f")), default,
        DateTimeOffset.FromUnixTimeMilliseconds(1_795_322_096_789), new byte[] { 0, 0xff, 0x80 });

    [Theory]
    [InlineData(0)]
    [InlineData(185)]
    [InlineData(Limits.MaxSealedNote)]
    [InlineData(65_535)]
    public void ANotesBytesComeBackWhateverTheyAre(int length)
    {
        var note = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();

        Assert.True(Notice.TryParse((Example with { Note = note }).ToBytes(), out var read));

        Assert.Equal(note, read!.Note.ToArray());
        Assert.Equal(Example with { Note = default }, read with { Note = default });
    }

    [Fact]
    public void TheFormIsThatOfTheTable() => Assert.Equal(
        "0a404142434445464748494a4b4c4d4e4f00000000000000000000000000000000000001a201892c95000300ff80",
        Convert.ToHexStringLower(Example.ToBytes()));

    [Fact]
    public void WhatIsNoNoticeIsRefused()
    {
        var good = Example.ToBytes();
        byte[] unknown = [.. good], early = [.. good], shorter = [.. good];
        unknown[0] = 11;
        early[33] = 0xff;
        shorter[42] = 2;
        foreach (var bytes in new[] { unknown, early, shorter, good[..^1], [.. good, 0], good[..42], [] })
            Assert.False(Notice.TryParse(bytes, out _));
    }

    [Fact]
    public void ALongerNoteIsAProgrammersError() =>
        Assert.Throws<OverflowException>(() => (Example with { Note = new byte[65_536] }).ToBytes());
}
