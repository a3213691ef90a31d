using System.Text.Json;

namespace ContextExchange.Actors.Tests;

/// <summary>Parcels by chance, and how to compare them member by member.</summary>
internal static class Parcels
{
    private static readonly JsonSerializerOptions Text = new()
    {
        IncludeFields = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Parcel Any(Random random, int depth)
    {
        T? Some<T>(Func<T> make) where T : class => random.Next(3) == 0 ? null : make();
        T? Maybe<T>(Func<T> make) where T : struct => random.Next(3) == 0 ? null : make();
        T[] Many<T>(Func<T> make) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => make())];
        string Word() => new([.. Many(() => (char)random.Next(32, 0xd7ff))]);
        byte[] Blob()
        {
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            return bytes;
        }

        Stamp AnyStamp() => new((DayOfWeek)random.Next(7), (decimal)(random.NextDouble() - 0.5) * random.Next());
        DateTimeOffset Time() => DateTimeOffset.UnixEpoch.AddTicks(random.NextInt64(1L << 60))
            .ToOffset(TimeSpan.FromMinutes(random.Next(-840, 841)));
        return new()
        {
            Text = Some(Word), Number = random.Next(), Far = Maybe(() => -random.NextInt64()), At = Time(),
            For = Maybe(() => TimeSpan.FromTicks(-random.NextInt64())), Id = new(Many16(random)), Memory = Blob(),
            Bytes = Some(Blob), Stamps = Some(() => Many(AnyStamp)),
            Names = random.Next(3) == 0 ? default : [.. Many(() => Some(Word))],
            Map = Some(() => Many(Word).Distinct().ToDictionary(word => word, _ => Many(() => random.Next()))),
            Maybe = Maybe(AnyStamp), Pair = (random.Next(), Word()),
            Inner = depth == 0 ? null : Some(() => Any(random, depth - 1)), Ratio = random.NextDouble(),
            Share = random.NextSingle(), Flag = random.Next(2) == 0, Letter = (char)random.Next(32, 0xd7ff),
            Date = Time().UtcDateTime, Day = DateOnly.FromDayNumber(random.Next(1_000_000)),
            Time = new(random.NextInt64(TimeOnly.MaxValue.Ticks)), Small = (sbyte)random.Next(-128, 128),
            Large = (ulong)random.NextInt64() * 2, Set = Some(() => Many(() => (short)random.Next(-9, 9)).ToHashSet()),
            Nested = Some(() => Many<IReadOnlyList<DayOfWeek?>>(
                () => Many(() => Maybe(() => (DayOfWeek)random.Next(7)))).ToList()),
        };
    }

    public static void AssertSame(Parcel expected, Parcel? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Names.IsDefault, actual.Names.IsDefault);
        Assert.Equal(Print(expected), Print(actual));
    }

    private static string Print(Parcel parcel) => JsonSerializer.Serialize(Plain(parcel), Text);

    /// <summary>A default immutable array cannot be printed.</summary>
    private static Parcel Plain(Parcel parcel) => parcel with
    {
        Names = parcel.Names.IsDefault ? [] : parcel.Names,
        Inner = parcel.Inner is null ? null : Plain(parcel.Inner),
    };

    private static byte[] Many16(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return bytes;
    }
}
