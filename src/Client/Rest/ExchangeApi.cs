using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ContextExchange.Client;

/// <summary>
/// The REST calls of one server (protocol/exchange-v1.md, section 4). It knows no keys: proofs and certificates are
/// given to it. A refusal is thrown as <see cref="ProblemException"/>, a missing answer as
/// <see cref="UnreachableException"/>. Thread safe.
/// </summary>
public sealed partial class ExchangeApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Func<string, CancellationToken, Task<string>>? _renew;
    private volatile string? _credential;

    /// <summary>Calls without a credential; see <see cref="As"/>.</summary>
    /// <param name="server">Scheme, host and port, for example <c>http://localhost:8080</c>.</param>
    /// <param name="handler">The transport; null for the platform's.</param>
    public ExchangeApi(Uri server, HttpMessageHandler? handler = null)
    {
        Server = server;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(70),
        };
        _ownsHttp = true;
    }

    private ExchangeApi(
        ExchangeApi parent, string credential, Func<string, CancellationToken, Task<string>>? renew)
    {
        Server = parent.Server;
        _http = parent._http;
        _credential = credential;
        _renew = renew;
    }

    /// <summary>Whom the calls go to.</summary>
    public Uri Server { get; }

    /// <summary>The same calls with a bearer credential. It shares this one's transport.</summary>
    public ExchangeApi As(string credential) => new(this, credential, renew: null);

    /// <summary>As <see cref="As(string)"/>, for a credential that may be over.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="renew">
    /// Given a credential that the server did not take, obtains another; the call is then made once more.
    /// </param>
    internal ExchangeApi As(string credential, Func<string, CancellationToken, Task<string>> renew) =>
        new(this, credential, renew);

    /// <inheritdoc />
    public void Dispose()
    {
        if (_ownsHttp) _http.Dispose();
    }

    /// <summary>True when the server says that it is ready. False for any other answer.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken ct = default)
    {
        using var response = await SendAsync(new Call(HttpMethod.Get, "health/ready"), ct);
        return response.IsSuccessStatusCode;
    }

    /// <summary>The server's clock by its Date header, whole seconds; null where it sends none.</summary>
    public async Task<DateTimeOffset?> GetTimeAsync(CancellationToken ct = default)
    {
        using var response = await SendAsync(new Call(HttpMethod.Get, "health/live"), ct);
        return response.Headers.Date;
    }

    private Task<TAnswer> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> answer, CancellationToken ct) =>
        CallAsync(new Call(HttpMethod.Get, path), answer, ct);

    private Task<TAnswer> CallAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, JsonTypeInfo<TAnswer> answer,
        CancellationToken ct) => CallAsync(Request(method, path, body, type), answer, ct);

    private Task CallAsync<TBody>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken ct) =>
        CallAsync(Request(method, path, body, type), ct);

    private Task CallAsync(HttpMethod method, string path, CancellationToken ct) =>
        CallAsync(new Call(method, path), ct);

    private Task<TAnswer> CallAsync<TAnswer>(
        HttpMethod method, string path, JsonTypeInfo<TAnswer> answer, CancellationToken ct) =>
        CallAsync(new Call(method, path), answer, ct);

    /// <summary>Reads a whole list, page by page.</summary>
    private async Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<Page<T>> type, CancellationToken ct)
    {
        var items = new List<T>();
        string? after = null;
        do
        {
            var query = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
            var page = await GetAsync($"{path}?limit={Limits.MaxPage}{query}", type, ct);
            items.AddRange(page.Items);
            after = page.Next;
        }
        while (after is not null);
        return items;
    }

    private static Call Request<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> type) =>
        new(method, path, JsonSerializer.SerializeToUtf8Bytes(body, type));

    private async Task<TAnswer> CallAsync<TAnswer>(
        Call call, JsonTypeInfo<TAnswer> type, CancellationToken ct)
    {
        using var response = await SendAsync(call, ct);
        await ThrowIfRefusedAsync(response, ct);
        try
        {
            var answer = await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(ct), type, ct);
            return answer ?? throw new JsonException("The answer is empty.");
        }
        catch (JsonException e)
        {
            throw new ExchangeException(
                "answer-not-understood",
                $"This version cannot read the server's answer to {call.Method} {call.Path}: {e.Message}",
                inner: e);
        }
    }

    private async Task CallAsync(Call call, CancellationToken ct)
    {
        using var response = await SendAsync(call, ct);
        await ThrowIfRefusedAsync(response, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(Call call, CancellationToken ct)
    {
        var used = _credential;
        var response = await SendAsync(call, used, ct);
        if (response.StatusCode != HttpStatusCode.Unauthorized || _renew is null || used is null) return response;
        // A call that was not authenticated was not carried out.
        response.Dispose();
        _credential = await _renew(used, ct);
        return await SendAsync(call, _credential, ct);
    }

    private async Task<HttpResponseMessage> SendAsync(Call call, string? credential, CancellationToken ct)
    {
        // An address loses such parts on its way: another thing would be called than the one that was named.
        if (call.Path.Split('?')[0].Split('/').Any(part => part is "." or ".."))
            throw new ExchangeException("usage", "'.' and '..' name nothing at the server: give an id.");
        using var request = new HttpRequestMessage(call.Method, call.Path);
        if (call.Body is { } body)
        {
            // Whole and with a length: a server that bounds bodies wants to know it before it reads.
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        if (credential is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        try
        {
            return await _http.SendAsync(request, ct);
        }
        catch (HttpRequestException e)
        {
            throw new UnreachableException(Server, e);
        }
        catch (TaskCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new UnreachableException(Server, e);
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.IsSuccessStatusCode) return;
        var problem = await ReadProblemAsync(response, ct);
        var status = (int)response.StatusCode;
        var retryAfter = problem?.RetryAfter is { } ms ? TimeSpan.FromMilliseconds(ms)
            : response.Headers.RetryAfter?.Delta;
        throw new ProblemException(
            problem?.Code ?? $"http-{status}",
            problem?.Detail ?? problem?.Title ?? $"The server answered {status} {response.ReasonPhrase}.",
            problem?.Retryable
                ?? response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
            status, retryAfter, problem?.RequestId);
    }

    private static async Task<ProblemDocument?> ReadProblemAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        try
        {
            var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync(body, ExchangeJson.Default.ProblemDocument, ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A call that can be made twice.</summary>
    private sealed record Call(HttpMethod Method, string Path, byte[]? Body = null);
}
