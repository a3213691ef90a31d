using ContextExchange.Chaos.Tests.Drills;

namespace ContextExchange.Chaos.Tests;

/// <summary>What nobody meant is refused before a process is started.</summary>
public sealed class DrillOptionsTests
{
    [Fact]
    public void NamesAndOptionsAreTaken()
    {
        var options = DrillOptions.Parse(["silo-kill", "--quick", "--seed", "7", "stutter"], out var problems);
        Assert.Empty(problems);
        Assert.Equal(["silo-kill", "stutter"], options.Names);
        Assert.Equal((true, false, 7), (options.IsQuick, options.IsList, options.Seed));
    }

    [Fact]
    public void TheLongDrillTakesItsNumbers()
    {
        var options = DrillOptions.Parse(["crashes", "--messages", "30000", "--crashes", "6"], out var problems);
        Assert.Empty(problems);
        Assert.Equal((true, 30_000, 6), (options.IsLong, options.Messages, options.Crashes));
    }

    [Theory]
    [InlineData("silo-kil")]
    [InlineData("--quik")]
    [InlineData("--seed")]
    [InlineData("--seed", "x")]
    [InlineData("silo-kill", "--seed", "1.5")]
    [InlineData("silo-kill", "crashes")]
    [InlineData("silo-kill", "--messages", "5")]
    [InlineData("crashes", "--messages", "0")]
    [InlineData("crashes", "--crashes", "-1")]
    public void NonsenseIsRefusedInASentence(params string[] arguments)
    {
        DrillOptions.Parse(arguments, out var problems);
        Assert.NotEmpty(Assert.Single(problems));
    }
}
