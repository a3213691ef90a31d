using System.Globalization;
using ContextExchange.Grains.Notices;

namespace ContextExchange.Grains.Tests.Notices;

/// <summary>
/// In 2026 the clock of Berlin is put forward on 29 March (01:00 UTC, 02:00 to 03:00) and back on 25 October (01:00
/// UTC, 03:00 to 02:00).
/// </summary>
public sealed class WallClockTests
{
    [Theory]
    // An ordinary day, in winter and in summer.
    [InlineData("08:00", "2026-01-10T06:59", "2026-01-10T07:00")]
    [InlineData("08:00", "2026-01-10T07:00", "2026-01-11T07:00")]
    [InlineData("08:00", "2026-07-10T05:59", "2026-07-10T06:00")]
    // The night of 23 hours: a time that the clock leaves out is the moment at which it is put forward.
    [InlineData("02:30", "2026-03-28T12:00", "2026-03-29T01:00")]
    [InlineData("02:30", "2026-03-29T01:00", "2026-03-30T00:30")]
    [InlineData("08:00", "2026-03-28T07:00", "2026-03-29T06:00")]
    // The night of 25 hours: the clock shows it twice.
    [InlineData("02:30", "2026-10-24T12:00", "2026-10-25T00:30")]
    [InlineData("02:30", "2026-10-25T00:30", "2026-10-25T01:30")]
    [InlineData("02:30", "2026-10-25T01:30", "2026-10-26T01:30")]
    [InlineData("08:00", "2026-10-24T06:00", "2026-10-25T07:00")]
    public void TheNextTimeIsWhenTheClockOnTheWallShowsIt(string time, string after, string expected) =>
        Assert.Equal(Utc(expected), WallClock.Next(Time(time), Utc(after), Berlin));

    [Theory]
    [InlineData("2026-10-24T12:00", "2026-10-25T00:30")]
    [InlineData("2026-10-25T00:30", "2026-10-26T01:30")]
    [InlineData("2026-10-25T01:00", "2026-10-26T01:30")]
    public void ADailyTimeComesOnceAlsoOnTheDayThatShowsItTwice(string after, string expected) =>
        Assert.Equal(Utc(expected), WallClock.NextDaily(Time("02:30"), Utc(after), Berlin));

    [Theory]
    [InlineData("Asia/Kathmandu", "08:00", "2026-01-10T00:00", "2026-01-10T02:15")]
    [InlineData("America/St_Johns", "08:00", "2026-01-10T00:00", "2026-01-10T11:30")]
    [InlineData("Pacific/Kiritimati", "08:00", "2026-01-10T00:00", "2026-01-10T18:00")]
    [InlineData("Pacific/Apia", "08:00", "2026-01-10T00:00", "2026-01-10T19:00")]
    [InlineData("UTC", "08:00", "2026-01-10T00:00", "2026-01-10T08:00")]
    public void EveryZoneHasItsOwnClock(string zone, string time, string after, string expected) => Assert.Equal(
        Utc(expected), WallClock.Next(Time(time), Utc(after), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void ADayThatAZoneLeftOutHasNoTimes()
    {
        // Samoa went from 29 to 31 December 2011.
        var apia = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia");

        var next = WallClock.NextDaily(Time("08:00"), Utc("2011-12-29T18:00"), apia);

        Assert.Equal(new DateTime(2011, 12, 31), TimeZoneInfo.ConvertTime(next, apia).Date);
    }

    private static TimeZoneInfo Berlin => TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
