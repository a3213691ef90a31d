using System.Text.Json;

namespace ContextExchange.Web.Auth;

/// <summary>
/// Asks other servers for JSON: follows no redirects, reads at most a mebibyte, waits at most 10 seconds for all of it.
/// </summary>
internal sealed class IssuerHttp(TimeProvider clock) : IDisposable
{
    /// <summary>For a whole answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private const int MaxAnswer = 1024 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxAnswer,
    };

    /// <summary>The JSON object there.</summary>
    /// <exception cref="IssuerUnavailableException">There is none, or not in time.</exception>
    public async Task<JsonElement> GetAsync(string url, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await AskAsync(request, cancellation)
            ?? throw new IssuerUnavailableException("The issuer has nothing there.");
    }

    /// <summary>The JSON object that answers; null where the request is refused (4xx).</summary>
    /// <exception cref="IssuerUnavailableException">There is no answer, it is none, or not in time.</exception>
    public async Task<JsonElement?> AskAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var answer = await _http.SendAsync(request, either.Token);
            if ((int)answer.StatusCode is >= 400 and < 500)
                return null;
            // What is redirected goes nowhere: a code or secret is for the address that was configured.
            if (!answer.IsSuccessStatusCode)
                throw new IssuerUnavailableException($"The issuer answered {(int)answer.StatusCode}.");
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(either.Token));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw new IssuerUnavailableException("The issuer's answer is no JSON object.");
        }
        catch (JsonException failure)
        {
            throw new IssuerUnavailableException("The issuer's answer is no JSON.", failure);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException
            && !cancellation.IsCancellationRequested)
        {
            throw new IssuerUnavailableException("The issuer cannot be reached.", failure);
        }
    }

    public void Dispose() => _http.Dispose();
}
