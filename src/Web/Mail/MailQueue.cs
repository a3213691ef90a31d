using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ContextExchange.Web.Mail;

/// <summary>
/// Mail that waits to be sent, so that no answer takes longer where there is somebody to write to. Bounded; in memory
/// only: whoever misses a mail asks again, and what must not be missed is posted again by its grain.
/// </summary>
internal sealed partial class MailQueue(IMailSender sender, TimeProvider clock, ILogger<MailQueue> logger)
    : BackgroundService
{
    private const int Capacity = 1_000;

    /// <summary>Before each further try.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20)];

    private readonly Channel<QueuedMail> _waiting = Channel.CreateBounded<QueuedMail>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Queues a mail; what it says is found out when its turn comes.</summary>
    /// <param name="compose">Null where there is nothing to say any more.</param>
    /// <param name="sent">Told once the transport has taken it; null for nobody.</param>
    /// <returns>False when too much waits: the caller is told to come back.</returns>
    public bool TryAdd(Func<Task<OutgoingMail?>> compose, Func<Task>? sent = null) =>
        _waiting.Writer.TryWrite(new QueuedMail(compose, sent));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var queued in _waiting.Reader.ReadAllAsync(stoppingToken))
            await SendAsync(queued, stoppingToken);
    }

    private async Task SendAsync(QueuedMail queued, CancellationToken stopping)
    {
        var isTaken = false;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (!isTaken && await queued.Compose() is { } mail)
                    await sender.SendAsync(mail, stopping);
                else if (!isTaken)
                    return;
                // What follows may fail too: that is tried again, the mail is not.
                isTaken = true;
                if (queued.Sent is { } sent)
                    await sent();
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                // One mail's failure, of the transport or of the store that is asked what it says, ends no other's.
                Failed(failure is MailFailedException ? failure.Message : failure.GetType().Name, attempt + 1);
                if (attempt == Pauses.Length)
                    return;
            }

            await Task.Delay(Pauses[attempt], clock, stopping);
        }
    }

    private sealed record QueuedMail(Func<Task<OutgoingMail?>> Compose, Func<Task>? Sent);

    [LoggerMessage(2201, LogLevel.Warning, "A mail was not sent (try {Attempt} of 3): {Failure}")]
    private partial void Failed(string failure, int attempt);
}
