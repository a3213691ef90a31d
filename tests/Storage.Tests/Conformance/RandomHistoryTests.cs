namespace ContextExchange.Storage.Tests;

/// <summary>
/// Seeded random histories against <see cref="LogModel"/>: right and wrong steps in bursts that share commits, claims,
/// holds,
/// cursors, retention and restarts, with every question asked in between. A failure names its seed.
/// </summary>
public abstract class RandomHistoryTests : StoreTests
{
    private protected RandomHistoryTests(StoreUnderTest store) : base(store)
    {
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task TheStoreAnswersLikeItsModel(int seed)
    {
        var history = new RandomHistory(seed, Store);
        try
        {
            await history.RunAsync(turns: 400);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Seed {seed}, turn {history.Turn}: {failure.Message}", failure);
        }
    }
}
