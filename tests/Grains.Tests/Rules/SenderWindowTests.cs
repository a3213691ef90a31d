using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Connections;

namespace ContextExchange.Grains.Tests.Rules;

public sealed class SenderWindowTests
{
    [Fact]
    public void TheFirstNumberIsOne()
    {
        var window = new SenderWindow();
        Assert.Equal(NumberStanding.Next, window.Classify(1, Digest(1)));
        Assert.Equal(NumberStanding.Ahead, window.Classify(2, Digest(2)));
    }

    [Fact]
    public void ANumberUnderWayIsKnownBeforeItIsSettled()
    {
        var window = new SenderWindow();
        window.Begin(1, Digest(1), new(1, 0));
        Assert.Equal(NumberStanding.UnderWay, window.Classify(1, Digest(1)));
        Assert.Equal(NumberStanding.UnderWay, window.Classify(1, Digest(7)));
        Assert.Equal(NumberStanding.Next, window.Classify(2, Digest(2)));
    }

    [Fact]
    public void ASettledNumberAnswersItsOwnBytesOnly()
    {
        var window = new SenderWindow();
        window.Begin(1, Digest(1), new(1, 0));
        window.Settle(1, AnswerTo(1));
        Assert.Equal(NumberStanding.Answered, window.Classify(1, Digest(1)));
        Assert.Equal(AnswerTo(1), window.Answer(1));
        Assert.Equal(NumberStanding.Reused, window.Classify(1, Digest(7)));
    }

    [Fact]
    public void WhatWasSettledBeforeTheMemoryBeganIsTheStoresToAnswer()
    {
        var mark = new SenderMark(default, default, 40, Digest(40).ToArray(), 3, 7, SendStatus.Accepted);
        var window = new SenderWindow(mark);
        Assert.Equal(NumberStanding.Settled, window.Classify(40, Digest(40)));
        Assert.Equal(NumberStanding.Settled, window.Classify(1, Digest(1)));
        Assert.Equal(NumberStanding.Next, window.Classify(41, Digest(41)));
        Assert.Equal(new EpochPosition(3, 7), window.Position);
    }

    [Fact]
    public void TheNewestNumberCanBeTakenBack()
    {
        var window = new SenderWindow();
        window.Begin(1, Digest(1), new(1, 0));
        window.Begin(2, Digest(2), new(1, 1));
        var waiting = window.WhenDone(2);

        Assert.True(window.TryTakeBack(2));

        Assert.True(waiting.IsCompleted);
        Assert.Equal(NumberStanding.Next, window.Classify(2, Digest(7)));
        Assert.Equal(new EpochPosition(1, 0), window.Position);
    }

    [Fact]
    public void ANumberWithOthersAfterItCannotBeTakenBack()
    {
        var window = new SenderWindow();
        window.Begin(1, Digest(1), new(1, 0));
        window.Begin(2, Digest(2), new(1, 1));
        Assert.False(window.TryTakeBack(1));
    }

    [Fact]
    public void ManyNumbersUnderWayAreAllRemembered()
    {
        var window = new SenderWindow();
        for (var i = 1; i <= SenderWindow.MaxUnderWay; i++)
        {
            Assert.False(window.IsFull);
            window.Begin(i, Digest(i), new(i, 0));
        }

        Assert.True(window.IsFull);
        for (var i = SenderWindow.MaxUnderWay; i >= 1; i--) window.Settle(i, AnswerTo(i));
        Assert.False(window.IsFull);
        for (var i = 1; i <= SenderWindow.MaxUnderWay; i++) Assert.Equal(AnswerTo(i), window.Answer(i));
    }

    [Fact]
    public void RandomHistoriesAgreeWithAPlainModel()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var run = 0; run < 200; run++) CompareWithModel(random, $"seed {seed}, run {run}");
    }

    private static void CompareWithModel(Random random, string name)
    {
        var window = new SenderWindow();
        var digests = new Dictionary<long, Bytes32>();
        var settled = new HashSet<long>();
        long newest = 0;
        for (var step = 0; step < 300; step++)
        {
            var open = digests.Keys.Where(number => !settled.Contains(number)).ToArray();
            switch (random.Next(3))
            {
                case 0 when open.Length < 200:
                    window.Begin(++newest, digests[newest] = Digest(random.Next(1_000)), new(newest, 0));
                    break;
                case 1 when open.Length > 0:
                    var number = open[random.Next(open.Length)];
                    window.Settle(number, AnswerTo(number));
                    settled.Add(number);
                    break;
                case 2 when open.Contains(newest):
                    Assert.True(window.TryTakeBack(newest), name);
                    digests.Remove(newest--);
                    break;
                default:
                    continue;
            }

            var asked = random.NextInt64(1, newest + 3);
            var digest = digests.GetValueOrDefault(asked);
            var standing = window.Classify(asked, digest);
            var expected = asked == newest + 1 ? [NumberStanding.Next]
                : asked > newest ? [NumberStanding.Ahead]
                : settled.Contains(asked) ? [NumberStanding.Answered, NumberStanding.Settled]
                : new[] { NumberStanding.UnderWay };
            Assert.True(expected.Contains(standing), $"{name}: {asked} of {newest} is {standing}");
        }
    }

    private static Bytes32 Digest(long number) => Bytes32.Sha256(BitConverter.GetBytes(number));

    private static SendResult AnswerTo(long number) =>
        new(SendStatus.Accepted, number, DateTimeOffset.UnixEpoch.AddSeconds(number), TimeSpan.Zero);
}
