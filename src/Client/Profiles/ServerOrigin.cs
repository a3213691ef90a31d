namespace ContextExchange.Client;

/// <summary>A server as proofs name it: scheme, host, and a port only if it is not the scheme's own.</summary>
public static class ServerOrigin
{
    /// <summary>The origin of an address, in lower case and without a slash at the end.</summary>
    public static string Of(Uri server) => server.GetLeftPart(UriPartial.Authority).ToLowerInvariant();

    /// <summary>Reads an address that a person gave.</summary>
    /// <exception cref="ExchangeException"><c>usage</c>: not an http or https address without a path.</exception>
    public static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && uri.PathAndQuery is "/" or ""
            ? new Uri(Of(uri) + "/")
            : throw new ExchangeException(
                "usage", $"'{text}' is no server address: give one like https://cex.example.");
}
