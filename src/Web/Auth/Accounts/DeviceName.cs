namespace ContextExchange.Web.Auth;

/// <summary>What a person recognises of a User-Agent header: <c>Firefox on Linux</c>. Nothing finer is kept.</summary>
internal static class DeviceName
{
    // In this order: most browsers also claim to be those further down.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static string Of(string? userAgent) =>
        $"{NameOf(Browsers, userAgent, "A browser")} on {NameOf(Systems, userAgent, "an unknown system")}";

    private static string NameOf((string Mark, string Name)[] known, string? userAgent, string otherwise)
    {
        foreach (var (mark, name) in known)
            if (userAgent?.Contains(mark, StringComparison.Ordinal) == true)
                return name;
        return otherwise;
    }
}
