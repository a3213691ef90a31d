namespace ContextExchange.Cli;

/// <summary>One run of one command: what was asked, where to print, when to stop.</summary>
internal sealed record Invocation(ParseResult Parse, Terminal Terminal, CancellationToken Stop)
{
    public string? As => Parse.GetValue(CommonOptions.As);

    public string? Server => Parse.GetValue(CommonOptions.Server);

    public T? Get<T>(Option<T> option) => Parse.GetValue(option);

    public T Get<T>(Argument<T> argument) => Parse.GetRequiredValue(argument);
}
