using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Web.Http;

/// <summary>
/// Under which addresses this server answers. Derived from the settings once; requests for other hosts or from pages of
/// other origins are refused, and clients sign one of these origins when they prove themselves.
/// </summary>
public sealed class ServerAddress
{
    /// <param name="publicUrl">As in <see cref="ServerOptions.PublicUrl"/>; null for this machine only.</param>
    /// <param name="port">
    /// Where it listens; asked for each time, since a free port is known only after the start.
    /// </param>
    /// <exception cref="ArgumentException"><paramref name="publicUrl"/> is no origin.</exception>
    public ServerAddress(string? publicUrl, Func<int> port)
    {
        ArgumentNullException.ThrowIfNull(port);
        if (publicUrl is null)
        {
            _port = port;
            return;
        }

        if (!TryParse(publicUrl, out var url))
            throw new ArgumentException("PublicUrl is no origin.", nameof(publicUrl));
        // On this machine the three names of loopback mean the same server.
        _fixed = url.IsLoopback ? Loopback(url.Scheme, url.Port) : [OriginOf(url)];
    }

    private readonly Func<int> _port = () => 0;
    private readonly string[]? _fixed;

    /// <summary>The origin to print and to build links with: no slash at the end.</summary>
    public string Origin => Origins[0];

    /// <summary>Every origin that means this server, the preferred one first.</summary>
    public IReadOnlyList<string> Origins => _fixed ?? Loopback(Uri.UriSchemeHttp, _port());

    /// <summary>Whether clients reach this server by TLS.</summary>
    public bool IsSecure => Origin.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Whether a request's Host header names this server.</summary>
    public bool IsOwnHost(string? host) => Origins.Any(origin =>
        string.Equals(
            origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..], host, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an Origin header names this server.</summary>
    public bool IsOwnOrigin(string? origin) => Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    internal static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url)
        && url.Scheme is "http" or "https"
        && url.AbsolutePath == "/" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0;

    private static string OriginOf(Uri url) => url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private static string[] Loopback(string scheme, int port)
    {
        var suffix = port == (scheme == Uri.UriSchemeHttp ? 80 : 443) ? "" : ":" + port;
        return [$"{scheme}://localhost{suffix}", $"{scheme}://127.0.0.1{suffix}", $"{scheme}://[::1]{suffix}"];
    }
}
