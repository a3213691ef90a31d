using System.Security.Cryptography.X509Certificates;
using ContextExchange.Web.Http;

namespace ContextExchange.Silo;

/// <summary>
/// <c>--health-check</c>: asks the server on this machine whether it takes traffic, for images without curl.
/// </summary>
internal static class HealthCheck
{
    /// <summary>On the command line.</summary>
    public const string Flag = "--health-check";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The process's exit code: 0 when the server is ready.</summary>
    public static async Task<int> RunAsync(ServerOptions options)
    {
        using var handler = new SocketsHttpHandler();
        // The certificate names the public address and not loopback: it must be the very one that is set.
        if (options is { CertificateFile: { } file, CertificateKeyFile: { } key })
        {
            using var own = X509Certificate2.CreateFromPemFile(file, key);
            var expected = own.GetRawCertData();
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, presented, _, _) => presented?.GetRawCertData().AsSpan().SequenceEqual(expected) == true;
        }

        using var client = new HttpClient(handler) { Timeout = Patience };
        try
        {
            var scheme = options.HasCertificate ? "https" : "http";
            using var answer = await client.GetAsync(new Uri($"{scheme}://localhost:{options.Port}/health/ready"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
