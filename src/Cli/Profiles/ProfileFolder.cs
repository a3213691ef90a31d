namespace ContextExchange.Cli;

/// <summary>
/// Where profiles live: <c>$CEX_HOME</c>, or <c>cex</c> in the user's configuration folder; one folder each, mode 0700,
/// with the device's store and its key file. <c>$CEX_PASSPHRASE</c>, when set, takes the key file's place.
/// </summary>
internal sealed record ProfileFolder(string Name, string Path)
{
    private const string DefaultFile = "default";

    public static string Home =>
        Environment.GetEnvironmentVariable("CEX_HOME") is { Length: > 0 } home
            ? home
            : System.IO.Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "cex");

    public string StorePath => System.IO.Path.Combine(Path, "device.db");

    public string KeyPath => System.IO.Path.Combine(Path, "device.key");

    public bool Exists => File.Exists(StorePath);

    /// <summary>The folder that a name stands for; null means the default profile.</summary>
    /// <exception cref="ExchangeException"><c>usage</c>: not a name.</exception>
    public static ProfileFolder Of(string? name)
    {
        var chosen = name ?? Environment.GetEnvironmentVariable("CEX_PROFILE") ?? ReadDefault() ?? "default";
        return IsName(chosen)
            ? new ProfileFolder(chosen, System.IO.Path.Combine(Home, "profiles", chosen))
            : throw new ExchangeException(
                "usage", $"'{chosen}' is no profile name: use a-z, 0-9, '-' and '_', at most 32.");
    }

    /// <summary>Whether a text can name a profile.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 32
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    /// <summary>Makes the folder; the first profile becomes the default.</summary>
    public void Create()
    {
        PrivateFile.CreateFolder(Path);
        var marker = System.IO.Path.Combine(Home, DefaultFile);
        if (!File.Exists(marker)) PrivateFile.Replace(marker, Name);
    }

    /// <exception cref="DeviceStoreException">In use, locked or damaged.</exception>
    public DeviceStore OpenStore()
    {
        using var protection = Environment.GetEnvironmentVariable("CEX_PASSPHRASE") is { Length: > 0 } passphrase
            ? StoreProtection.FromPassphrase(System.Text.Encoding.UTF8.GetBytes(passphrase))
            : StoreProtection.FromKeyFile(KeyPath);
        return DeviceStore.Open(StorePath, protection);
    }

    private static string? ReadDefault()
    {
        var marker = System.IO.Path.Combine(Home, DefaultFile);
        return File.Exists(marker) ? File.ReadAllText(marker).Trim() : null;
    }
}
