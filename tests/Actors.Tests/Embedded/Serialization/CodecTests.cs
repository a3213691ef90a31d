using ContextExchange.Actors.Generated;

namespace ContextExchange.Actors.Tests;

public sealed class CodecTests
{
    [Fact]
    public void EveryKindOfValueComesBack()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var parcel = Parcels.Any(new Random(seed), depth: 2);
            Parcels.AssertSame(parcel, Read(Write(parcel)));
        }

        Assert.Null(Read(Write(null)));
    }

    [Fact]
    public void ExtremesComeBack()
    {
        var parcel = new Parcel
        {
            Number = int.MinValue, Far = long.MinValue, At = DateTimeOffset.MaxValue, For = TimeSpan.MinValue,
            Small = sbyte.MinValue, Large = ulong.MaxValue, Letter = char.MaxValue, Ratio = double.NaN,
            Maybe = new(DayOfWeek.Saturday, decimal.MinValue), Day = DateOnly.MaxValue, Time = TimeOnly.MaxValue,
            Date = DateTime.MaxValue, Names = [], Stamps = [], Bytes = [],
        };
        Parcels.AssertSame(parcel, Read(Write(parcel)));
        var offset = new Parcel { At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(-330)) };
        Assert.Equal(TimeSpan.FromMinutes(-330), Read(Write(offset))!.At.Offset);
    }

    [Fact]
    public void AMemberThatTheReaderDoesNotKnowIsPassedOver()
    {
        var writer = MessageWriter.Rent(10_000);
        writer.Begin(0);
        writer.Write(1, 7);
        foreach (var unknown in (uint[])[900, 901])
        {
            writer.Begin(unknown);
            writer.Write(0, "x");
            writer.Write(1, 1.5);
            writer.Write(2, Guid.Empty);
            writer.Null(3);
            writer.BeginList(4, 2);
            writer.Write(0, 1);
            writer.Write(0, 2);
            writer.EndList();
            writer.End();
        }

        writer.Write(0, "known");
        writer.End();
        var read = Read(writer.Written.ToArray());
        writer.Return();
        Assert.Equal(("known", 7, null), (read!.Text, read.Number, read.Far));
    }

    [Fact]
    public void ARecordsParametersAreNumberedInTheirOrder()
    {
        var writer = MessageWriter.Rent(100);
        writer.Begin(0);
        writer.Write(0, (int)DayOfWeek.Monday);
        writer.End();
        var reader = new MessageReader(writer.Written, null);
        var stamp = ContextExchange_Actors_Tests_Codecs.Read_ContextExchange_Actors_Tests_Stamp(
            ref reader, reader.Header());
        writer.Return();
        Assert.Equal(new(DayOfWeek.Monday, 0m), stamp);
    }

    [Fact]
    public void MalformedBytesAreOneKindOfFailure()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = Write(Parcels.Any(random, depth: 1));
            for (var flips = random.Next(1, 6); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var failure = Record.Exception(() => Read(bytes));
            Assert.True(failure is null or MalformedMessageException, $"Seed {seed}: {failure}");
        }
    }

    [Fact]
    public void NoPrefixOfAMessageIsAMessage()
    {
        var bytes = Write(Parcels.Any(new Random(3), depth: 1));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<MalformedMessageException>(() => Read(bytes[..length]));
    }

    [Fact]
    public void AListThatClaimsMoreThanItsBytesAllocatesNothing()
    {
        var writer = MessageWriter.Rent(100);
        writer.Begin(0);
        writer.BeginList(8, int.MaxValue);
        var bytes = writer.Written.ToArray();
        writer.Return();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<MalformedMessageException>(() => Read(bytes));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void DepthIsBoundedBothWays()
    {
        var deep = new Parcel();
        for (var i = 0; i < 70; i++) deep = new Parcel { Inner = deep };
        Assert.Throws<CodecNotFoundException>(() => Write(deep));

        byte[] nested = [.. Enumerable.Repeat((byte)((13 << 3 | (int)WireType.Record) & 0x7f), 500)];
        nested[0] = (byte)WireType.Record;
        Assert.Throws<MalformedMessageException>(() => Read(nested));
    }

    [Fact]
    public void TheWindowOfRequestsLetsEachNumberThroughOnce()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var window = new RequestWindow();
            var passed = new HashSet<ulong>();
            var now = 0ul;
            for (var i = 0; i < 50_000; i++)
            {
                now += (ulong)random.Next(0, 3) * (ulong)(random.Next(1_000) == 0 ? 10_000 : 1);
                var number = (ulong)Math.Max(1, (long)now - random.Next(0, 500));
                var isNew = passed.Add(number);
                Assert.True(window.TryAdd(number) == isNew, $"Seed {seed}, number {number}");
            }
        }
    }

    private static byte[] Write(Parcel? parcel)
    {
        var writer = MessageWriter.Rent(int.MaxValue);
        try
        {
            ContextExchange_Actors_Tests_Codecs.Write_ContextExchange_Actors_Tests_Parcel(writer, 0, parcel);
            return writer.Written.ToArray();
        }
        finally
        {
            writer.Return();
        }
    }

    private static Parcel? Read(byte[] bytes)
    {
        var reader = new MessageReader(bytes, null);
        return ContextExchange_Actors_Tests_Codecs.Read_ContextExchange_Actors_Tests_Parcel(
            ref reader, reader.Header());
    }
}
