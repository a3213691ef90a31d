namespace ContextExchange.Storage.Tests;

/// <summary>What an operator is told of SQLite's answers, extended ones too.</summary>
public sealed class SqliteFailureTests
{
    [Theory]
    [InlineData(13, "free space there")]
    [InlineData(8, "this user may not write it")]
    [InlineData(1032, "this user may not write it")]
    [InlineData(14, "this user may not write it")]
    [InlineData(26, "it is no SQLite database")]
    [InlineData(11, "restore a backup")]
    [InlineData(778, "its disk fails")]
    [InlineData(1, "SQLite error 1: said")]
    public void AnAnswerThatAnOperatorCanMendSaysHow(int code, string says) =>
        Assert.Contains(says, new SqliteFailure(code, "said").Advice, StringComparison.Ordinal);
}
