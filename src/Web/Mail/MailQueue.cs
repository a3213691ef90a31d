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

    private readonly Channel<Func<Task<OutgoingMail>>> _waiting = Channel.CreateBounded<Func<Task<OutgoingMail>>>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Queues a mail; what it says is found out when its turn comes.</summary>
    /// <returns>False when too much waits: the caller is told to come back.</returns>
    public bool TryAdd(Func<Task<OutgoingMail>> compose) => _waiting.Writer.TryWrite(compose);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var compose in _waiting.Reader.ReadAllAsync(stoppingToken))
            await SendAsync(compose, stoppingToken);
    }

    private async Task SendAsync(Func<Task<OutgoingMail>> compose, CancellationToken stopping)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await sender.SendAsync(await compose(), stopping);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One mail's failure, of the transport or of the store that is asked what it says, ends no other's.
                Failed(failure is MailFailedException ? failure.Message : failure.GetType().Name, attempt + 1);
                if (attempt == Pauses.Length)
                    return;
            }

            await Task.Delay(Pauses[attempt], clock, stopping);
        }
    }

    [LoggerMessage(2201, LogLevel.Warning, "A mail was not sent (try {Attempt} of 3): {Failure}")]
    private partial void Failed(string failure, int attempt);
}
