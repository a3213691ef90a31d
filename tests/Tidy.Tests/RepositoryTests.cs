namespace ContextExchange.Tidy.Tests;

public sealed class RepositoryTests
{
    [Fact]
    public void TheSolutionStandsAtTheRoot() => Assert.True(File.Exists(Path.Combine(Repository.Root, "ContextExchange.sln")));
}
