using ContextExchange.Grains.Accounts;

namespace ContextExchange.Grains.Tests.Accounts;

public sealed class SignInPlacesTests
{
    private static readonly SignInPlace Home = new("Firefox on Linux", "00");

    private static readonly SignInPlaces Known =
        new SignInPlaces().With(Home).With(new SignInPlace("Safari on iOS", "01"));

    [Theory]
    [InlineData("Firefox on Linux", "00", false)]
    [InlineData("Safari on iOS", "01", false)]
    [InlineData("Safari on iOS", "00", false)]
    [InlineData("Firefox on Linux", "02", true)]
    [InlineData("Chrome on Windows", "00", true)]
    [InlineData("Chrome on Windows", "02", true)]
    public void ANewBrowserOrANewOriginIsNews(string device, string origin, bool isNews) =>
        Assert.Equal(isNews, Known.IsNews(new SignInPlace(device, origin)));

    [Fact]
    public void TheFirstPlaceIsNoNews() => Assert.False(new SignInPlaces().IsNews(Home));

    [Fact]
    public void FiftyOriginsAreKeptAndTheOldestGoes()
    {
        var places = new SignInPlaces();
        for (var i = 0; i <= SignInPlaces.Max; i++) places = places.With(Home with { Origin = $"{i}" });

        Assert.Equal(SignInPlaces.Max, places.Origins.Length);
        Assert.True(places.IsNews(Home with { Origin = "0" }));
        Assert.False(places.IsNews(Home with { Origin = "1" }));
        Assert.Equal(["Firefox on Linux"], places.Devices);
    }
}
