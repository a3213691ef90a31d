using System.Globalization;
using ContextExchange.Grains.Notices;

namespace ContextExchange.Grains.Tests.Notices;

public sealed class NoticeRulesTests
{
    private static readonly NoticeSettings Night = NoticeSettings.Default with
    {
        TimeZone = "Europe/Berlin", Quiet = new QuietTime(new TimeOnly(22, 0), new TimeOnly(7, 0)),
    };

    [Theory]
    // It waits a minute for what else comes, and ten for the last mail.
    [InlineData("2026-07-10T12:00:00", null, "2026-07-10T12:01:00")]
    [InlineData("2026-07-10T12:00:00", "2026-07-10T11:00:00", "2026-07-10T12:01:00")]
    [InlineData("2026-07-10T12:00:00", "2026-07-10T11:58:00", "2026-07-10T12:08:00")]
    // The night is silent from 22:00 to 07:00 in Berlin: 20:00 to 05:00 UTC in summer, 21:00 to 06:00 in winter.
    [InlineData("2026-07-10T19:58:59", null, "2026-07-10T19:59:59")]
    [InlineData("2026-07-10T19:59:00", null, "2026-07-11T05:00:00")]
    [InlineData("2026-07-11T04:58:59", null, "2026-07-11T05:00:00")]
    [InlineData("2026-07-11T04:59:00", null, "2026-07-11T05:00:00")]
    [InlineData("2026-01-10T20:58:59", null, "2026-01-10T20:59:59")]
    [InlineData("2026-01-10T20:59:00", null, "2026-01-11T06:00:00")]
    // The nights in which the clock is put forward and back.
    [InlineData("2026-03-28T22:00:00", null, "2026-03-29T05:00:00")]
    [InlineData("2026-10-24T22:00:00", null, "2026-10-25T06:00:00")]
    public void AnImmediateMailComesSoonButNotAtNight(string since, string? last, string expected) => Assert.Equal(
        Utc(expected), NoticeRules.DueAt(Night, Utc(since), last is null ? null : Utc(last)));

    [Theory]
    [InlineData("08:00", "2026-07-10T05:59", "2026-07-10T06:00")]
    [InlineData("08:00", "2026-07-10T06:00", "2026-07-11T06:00")]
    [InlineData("08:00", "2026-03-28T12:00", "2026-03-29T06:00")]
    [InlineData("08:00", "2026-10-24T12:00", "2026-10-25T07:00")]
    // A digest at night comes when the night is over.
    [InlineData("23:00", "2026-07-10T12:00", "2026-07-11T05:00")]
    public void ADigestComesOnceADay(string at, string since, string expected)
    {
        var digest = Night with
        {
            Approvals = ApprovalMail.Digest, DigestAt = TimeOnly.Parse(at, CultureInfo.InvariantCulture),
        };

        Assert.Equal(Utc(expected), NoticeRules.DueAt(digest, Utc(since), last: null));
    }

    [Theory]
    // A quiet time within one day ends where it does not count, and one over a change of the clock by the clock.
    [InlineData("12:00", "13:00", "2026-07-10T10:00", "2026-07-10T11:00")]
    [InlineData("12:00", "13:00", "2026-07-10T11:00", "2026-07-10T11:00")]
    [InlineData("12:00", "13:00", "2026-07-10T09:59", "2026-07-10T09:59")]
    [InlineData("01:00", "02:30", "2026-03-29T00:30", "2026-03-29T01:00")]
    [InlineData("01:00", "02:30", "2026-10-25T00:15", "2026-10-25T00:30")]
    [InlineData("01:00", "02:30", "2026-10-25T00:45", "2026-10-25T00:45")]
    [InlineData("01:00", "02:30", "2026-10-25T01:15", "2026-10-25T01:30")]
    public void QuietIsWhatTheClockOnTheWallSays(string from, string to, string at, string expected)
    {
        var settings = Night with
        {
            Quiet = new QuietTime(
                TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(to, CultureInfo.InvariantCulture)),
        };

        Assert.Equal(Utc(expected), NoticeRules.AfterQuiet(settings, Utc(at)));
    }

    [Fact]
    public void NobodyIsToldWhoDoesNotWantIt() =>
        Assert.Null(NoticeRules.DueAt(Night with { Approvals = ApprovalMail.Off }, Utc("2026-07-10"), null));

    [Theory]
    [InlineData("Europe/Berlin", 22, 7, true)]
    [InlineData("UTC", 22, 22, false)]
    [InlineData("Nowhere/At_All", 22, 7, false)]
    [InlineData("", 22, 7, false)]
    [InlineData("../../etc/passwd", 22, 7, false)]
    public void SettingsNameAKnownZoneAndAQuietTimeThatLasts(string zone, int from, int to, bool valid) => Assert.Equal(
        valid, NoticeRules.IsValid(NoticeSettings.Default with
        {
            TimeZone = zone, Quiet = new QuietTime(new TimeOnly(from, 0), new TimeOnly(to, 0)),
        }));

    private static DateTimeOffset Utc(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
