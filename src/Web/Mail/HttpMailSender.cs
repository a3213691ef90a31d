using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContextExchange.Web.Http;

namespace ContextExchange.Web.Mail;

/// <summary>Sends through a provider that takes JSON over HTTP.</summary>
internal sealed partial class HttpMailSender(ServerOptions options) : IMailSender, IDisposable
{
    // No redirects: the address is the operator's choice, not the answer's.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(15),
    };

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, options.Mail.HttpUrl);
            if (options.Mail.HttpKeyFile is { } file)
                request.Headers.Authorization = new AuthenticationHeaderValue(
                    "Bearer", (await File.ReadAllTextAsync(file, cancellationToken)).Trim());
            // With a length: not every provider takes chunks.
            request.Content = new StringContent(JsonSerializer.Serialize(
                new Body(options.Mail.From, mail.To, mail.Subject, mail.Text), BodyJson.Default.Body),
                Encoding.UTF8, "application/json");
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw new MailFailedException($"The mail provider answered {(int)answer.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            throw new MailFailedException("The mail provider cannot be reached.", failure);
        }
    }

    public void Dispose() => _http.Dispose();

    internal sealed record Body(string From, string To, string Subject, string Text);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Body))]
    private sealed partial class BodyJson : JsonSerializerContext;
}
