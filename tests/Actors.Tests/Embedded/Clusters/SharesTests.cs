namespace ContextExchange.Actors.Tests;

/// <summary>How many partitions each silo should have.</summary>
public sealed class SharesTests
{
    private static readonly SiloAddress[] Silos =
        [new("a", 1, "a:1"), new("b", 2, "b:1"), new("c", 3, "c:1")];

    [Theory]
    [InlineData("", "4 3 3")]
    [InlineData("a", "0 5 5")]
    [InlineData("b c", "10 0 0")]
    [InlineData("a b c", "4 3 3")]
    public void ASiloThatDrainsHasNoShareAsLongAsOneDoesNot(string draining, string expected)
    {
        var view = View(draining, owners: 10);

        Assert.Equal(expected, string.Join(' ', Silos.Select(silo => Shares.Of(silo, view))));
    }

    [Fact]
    public void WhatASiloThatLeavesOwnsGoesToThoseThatDoNotDrain()
    {
        var view = View("b", owners: 4, owner: Silos[0]);

        var gifts = Shares.ToLeave(Silos[0], view);

        Assert.Equal([0, 1, 2, 3], Assert.Single(gifts, gift => gift.Value.Count > 0).Value);
        Assert.Equal("c", Assert.Single(gifts.Keys).Id);
    }

    private static ClusterView View(string draining, int owners, SiloAddress? owner = null) =>
        new(1, Silos, [.. Enumerable.Repeat(owner, owners)])
        {
            Draining = [.. Silos.Where(silo => draining.Contains(silo.Id, StringComparison.Ordinal))
                .Select(silo => silo.Incarnation)],
        };
}
