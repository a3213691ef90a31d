using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Mail;

/// <summary>
/// Mail that waits to be sent, so that no answer takes longer where there is somebody to write to. Bounded; in memory
/// only: whoever misses a mail asks again.
/// </summary>
internal sealed partial class MailQueue(IMailSender sender, TimeProvider clock, ILogger<MailQueue> logger)
    : BackgroundService
{
    private const int Capacity = 1_000;

    /// <summary>Before each further try.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)];

    private readonly Channel<OutgoingMail> _waiting = Channel.CreateBounded<OutgoingMail>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>False when too much waits: the caller is told to come back.</summary>
    public bool TryAdd(OutgoingMail mail) => _waiting.Writer.TryWrite(mail);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var mail in _waiting.Reader.ReadAllAsync(stoppingToken))
            await SendAsync(mail, stoppingToken);
    }

    private async Task SendAsync(OutgoingMail mail, CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await sender.SendAsync(mail, stopping);
                return;
            }
            catch (MailFailedException failure)
            {
                Failed(failure.Message, mail.Subject, attempt + 1);
                if (attempt == Pauses.Length)
                    return;
            }

            await Task.Delay(Pauses[attempt], clock, stopping);
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "{Failure} Mail '{Subject}', try {Attempt} of 3.")]
    private partial void Failed(string failure, string subject, int attempt);
}
