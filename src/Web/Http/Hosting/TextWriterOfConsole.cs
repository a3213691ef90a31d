namespace ContextExchange.Web.Http;

/// <summary>Where the welcome is printed: the console, or what a test reads.</summary>
internal sealed record TextWriterOfConsole(TextWriter Writer);
