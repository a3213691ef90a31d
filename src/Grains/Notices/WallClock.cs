namespace ContextExchange.Grains.Notices;

/// <summary>The clock on the wall of a time zone, over the days on which it is put forward or back. Pure.</summary>
internal static class WallClock
{
    public static TimeOnly TimeAt(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>
    /// When the clock shows a time on a day, earliest first: twice where it is put back over it; where it is put
    /// forward over it, the moment at which that happens.
    /// </summary>
    public static IReadOnlyList<DateTimeOffset> Moments(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var shown = day.ToDateTime(time);
        while (zone.IsInvalidTime(shown)) shown = shown.AddMinutes(1);
        return zone.IsAmbiguousTime(shown)
            ? [.. zone.GetAmbiguousTimeOffsets(shown).OrderDescending().Select(of => new DateTimeOffset(shown, of))]
            : [new DateTimeOffset(shown, zone.GetUtcOffset(shown))];
    }

    /// <summary>The first moment after <paramref name="after"/> at which the clock shows a time.</summary>
    public static DateTimeOffset Next(TimeOnly time, DateTimeOffset after, TimeZoneInfo zone) =>
        Days(after, zone).SelectMany(day => Moments(day, time, zone)).First(moment => moment > after);

    /// <summary>As <see cref="Next"/>, but once a day, also where the clock shows the time twice.</summary>
    public static DateTimeOffset NextDaily(TimeOnly time, DateTimeOffset after, TimeZoneInfo zone) =>
        Days(after, zone).Select(day => Moments(day, time, zone)[0]).First(moment => moment > after);

    private static IEnumerable<DateOnly> Days(DateTimeOffset from, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime);
        // A day of more than 24 hours may begin before, and a zone may leave a day out.
        for (var i = -1; i <= 3; i++) yield return day.AddDays(i);
    }
}
