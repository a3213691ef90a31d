using System.Collections.Immutable;

namespace ContextExchange.Actors.Tests;

/// <summary>One of everything that crosses.</summary>
[GenerateSerializer, Alias("test.Parcel")]
public sealed record Parcel
{
    [Id(0)] public string? Text { get; init; }
    [Id(1)] public int Number { get; init; }
    [Id(2)] public long? Far { get; init; }
    [Id(3)] public DateTimeOffset At { get; init; }
    [Id(4)] public TimeSpan? For { get; init; }
    [Id(5)] public Guid Id { get; init; }
    [Id(6)] public ReadOnlyMemory<byte> Memory { get; init; }
    [Id(7)] public byte[]? Bytes { get; init; }
    [Id(8)] public IReadOnlyList<Stamp>? Stamps { get; init; }
    [Id(9)] public ImmutableArray<string?> Names { get; init; }
    [Id(10)] public IReadOnlyDictionary<string, int[]>? Map { get; init; }
    [Id(11)] public Stamp? Maybe { get; init; }
    [Id(12)] public (int Left, string Right) Pair { get; init; }
    [Id(13)] public Parcel? Inner { get; init; }
    [Id(14)] public double Ratio { get; init; }
    [Id(15)] public float Share { get; init; }
    [Id(16)] public bool Flag { get; init; }
    [Id(17)] public char Letter { get; init; }
    [Id(18)] public DateTime Date { get; init; }
    [Id(19)] public DateOnly Day { get; init; }
    [Id(20)] public TimeOnly Time { get; init; }
    [Id(21)] public sbyte Small { get; init; }
    [Id(22)] public ulong Large { get; init; }
    [Id(23)] public HashSet<short>? Set { get; init; }
    [Id(24)] public List<IReadOnlyList<DayOfWeek?>>? Nested { get; init; }
    [Id(25)] public IPostGrain? Grain { get; init; }
}
