namespace ContextExchange.Cli;

/// <summary>The options that every command takes.</summary>
internal static class CommonOptions
{
    public static readonly Option<string?> As = new("--as")
    {
        Description = "The profile to act as (default: $CEX_PROFILE, else the first one that was made)",
        HelpName = "NAME",
        Recursive = true,
    };

    public static readonly Option<string?> Server = new("--server")
    {
        Description = "The server of a new profile (default: $CEX_SERVER, else http://localhost:8080)",
        HelpName = "URL",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print JSON on standard output, and errors as JSON on standard error",
        Recursive = true,
    };
}
