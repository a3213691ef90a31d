using System.Text;
using ContextExchange.Grains.Accounts;

namespace ContextExchange.Grains.Tests.Accounts;

public sealed class TotpTests
{
    /// <summary>The secret of both RFCs' tables.</summary>
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(0, 1284755224, "755224")]
    [InlineData(1, 1094287082, "287082")]
    [InlineData(2, 137359152, "359152")]
    [InlineData(3, 1726969429, "969429")]
    [InlineData(4, 1640338314, "338314")]
    [InlineData(5, 868254676, "254676")]
    [InlineData(6, 1918287922, "287922")]
    [InlineData(7, 82162583, "162583")]
    [InlineData(8, 673399871, "399871")]
    [InlineData(9, 645520489, "520489")]
    public void TheValuesOfRfc4226AppendixD(long counter, int truncated, string code)
    {
        Assert.Equal(truncated, Totp.Truncate(Secret, counter));
        Assert.Equal(code, Totp.CodeOf(Secret, counter));
    }

    /// <summary>The table has 8 digits; a code has the last 6 of them.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void TheValuesOfRfc6238AppendixB(long seconds, string code)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(code[2..], Totp.CodeOf(Secret, step));
        Assert.Equal(code, (Totp.Truncate(Secret, step) % 100_000_000).ToString("D8"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    [InlineData(-2, false)]
    [InlineData(1, false)]
    public void TheCurrentStepAndTheOneBeforeCount(int distance, bool counts)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);
        var step = Totp.StepAt(now) + distance;

        Assert.Equal(counts ? step : null, Totp.Match(Secret, Totp.CodeOf(Secret, step), now, lastUsedStep: 0));
    }

    [Fact]
    public void ACodeOfAUsedOrEarlierStepDoesNotCount()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_780_000_000);
        var step = Totp.StepAt(now);

        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, step), now, lastUsedStep: step));
        Assert.Null(Totp.Match(Secret, Totp.CodeOf(Secret, step - 1), now, lastUsedStep: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("75522")]
    [InlineData("0755224")]
    [InlineData("７５５２２４")]
    public void WhatHasNotSixDigitsDoesNotCount(string code) =>
        Assert.Null(Totp.Match(Secret, code, DateTimeOffset.UnixEpoch.AddSeconds(1), lastUsedStep: -1));

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    [InlineData(8, 8)]
    [InlineData(11, 60)]
    [InlineData(90, 60)]
    public void WrongCodesAreHeldBackLongerAndLonger(int failures, int minutes)
    {
        var now = DateTimeOffset.UnixEpoch;
        var guard = new FactorGuard();
        for (var failure = 0; failure < failures; failure++) guard = guard.AfterFailure(now);

        Assert.Equal(TimeSpan.FromMinutes(minutes), guard.WaitAt(now));
        Assert.Equal(TimeSpan.Zero, guard.WaitAt(now.AddMinutes(minutes)));
    }

    [Fact]
    public void RecoveryCodesHaveEightyBitsAndAreReadHoweverTheyAreWritten()
    {
        var account = AccountId.New();
        var codes = RecoveryCodeRules.Create();
        var secrets = Kit.Exchange.Secrets;
        ReadOnlyMemory<byte>[] hashes =
            [.. codes.Select(code => (ReadOnlyMemory<byte>)RecoveryCodeRules.HashOf(code, account, secrets))];
        var sloppy = codes[7].ToUpperInvariant().Replace("-", " ").Replace('0', 'O').Replace('1', 'l');

        Assert.Equal(10, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$", code));
        Assert.Equal(7, RecoveryCodeRules.Find(hashes, RecoveryCodeRules.HashOf(sloppy, account, secrets)));
        Assert.Equal(
            -1, RecoveryCodeRules.Find(hashes, RecoveryCodeRules.HashOf(codes[7], AccountId.New(), secrets)));
    }
}
