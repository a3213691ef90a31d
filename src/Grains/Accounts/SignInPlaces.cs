namespace ContextExchange.Grains.Accounts;

/// <summary>Where an account was signed in from: browsers and origins, each by itself. Pure.</summary>
[GenerateSerializer, Immutable, Alias("cex.SignInPlaces")]
internal sealed record SignInPlaces
{
    /// <summary>Of each; the oldest go.</summary>
    public const int Max = 50;

    /// <summary>Oldest first.</summary>
    [Id(0)]
    public string[] Devices { get; init; } = [];

    /// <summary>Oldest first.</summary>
    [Id(1)]
    public string[] Origins { get; init; } = [];

    /// <summary>Whether both the browser and the origin were seen before, be it not together.</summary>
    public bool Knows(SignInPlace place) =>
        Devices.Contains(place.Device) && Origins.Contains(place.Origin);

    /// <summary>Whether somebody should be told: never of the first place, with which others are compared.</summary>
    public bool IsNews(SignInPlace place) => Devices.Length > 0 && !Knows(place);

    public SignInPlaces With(SignInPlace place) => new()
    {
        Devices = Added(Devices, place.Device), Origins = Added(Origins, place.Origin),
    };

    private static string[] Added(string[] known, string one) =>
        known.Contains(one) ? known : [.. known.TakeLast(Max - 1), one];
}
