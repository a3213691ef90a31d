using ContextExchange.Protocol;
using ContextExchange.Web.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Gateway;

/// <summary>
/// Records refusals at sockets that tell of an attack or a broken client. A flood of them cannot fill the disk: beyond
/// a rate they are counted and dropped.
/// </summary>
internal sealed partial class RefusalAudit(
    IAuditLog audit, RefusalBursts bursts, IOptions<GatewayOptions> options, TimeProvider clock,
    ILogger<RefusalAudit> logger)
{
    private readonly Lock _gate = new();
    private TokenBucket _bucket = new(
        clock, options.Value.AuditedRefusalsPerSecond, options.Value.AuditedRefusalsPerSecond * 10);
    private long _dropped;

    /// <summary>A handshake that proved nothing.</summary>
    public void Handshake(string origin, string outcome) => Write("anonymous", "socket.connect", "", outcome, origin);

    /// <summary>
    /// A message that was refused although a correct client of a connected agent would not have sent it.
    /// </summary>
    public void Send(DeviceIdentity sender, AgentId recipient, SendStatus status, string origin)
    {
        if (!IsSuspicious(status))
            return;
        Write(sender.Agent.ToString(), "message.send", recipient.ToString(), SendStatuses.Of(status).Code, origin);
        _ = bursts.NoteAsync(sender.Agent);
    }

    /// <summary>An epoch that was refused.</summary>
    public void PublishEpoch(DeviceIdentity sender, AgentId peer, Refusal refusal, string origin)
    {
        if (refusal != Refusal.None && !Refusals.Of(refusal).Retryable)
            Write(sender.Agent.ToString(), "epoch.publish", peer.ToString(), Refusals.Of(refusal).Code, origin);
    }

    /// <summary>Whether a correct client of a connected agent would not have sent what ended so.</summary>
    public static bool IsSuspicious(SendStatus status) => status switch
    {
        SendStatus.WrongSender or SendStatus.SequenceReused or SendStatus.NotConnected or SendStatus.Frozen
            or SendStatus.EpochFork or SendStatus.UnknownCategory or SendStatus.NotAllowed
            or SendStatus.LineageInvalid or SendStatus.LoopLimit or SendStatus.BudgetExhausted => true,
        SendStatus.Accepted or SendStatus.Held or SendStatus.Duplicate or SendStatus.Malformed
            or SendStatus.UnsupportedSuite or SendStatus.OutOfOrder or SendStatus.EpochUnknown
            or SendStatus.StaleDirectory or SendStatus.StaleTerms or SendStatus.CreatedAhead or SendStatus.Expired
            or SendStatus.NoApprover or SendStatus.Overloaded or SendStatus.MailboxFull
            or SendStatus.Unavailable => false,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status."),
    };

    private void Write(string actor, string action, string subject, string outcome, string origin)
    {
        lock (_gate)
        {
            if (!_bucket.TryTake())
            {
                _dropped++;
                return;
            }

            if (_dropped > 0) LogDropped(logger, _dropped);
            _dropped = 0;
        }

        _ = WriteAsync(new AuditRecord(clock.GetUtcNow(), actor, action, subject, outcome, origin));
    }

    private async Task WriteAsync(AuditRecord record)
    {
        try
        {
            await audit.WriteAsync(record);
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
        }
    }

    [LoggerMessage(4110, LogLevel.Warning, "{Count} refusals at sockets were too many to record")]
    private static partial void LogDropped(ILogger logger, long count);

    [LoggerMessage(4111, LogLevel.Error, "A refusal at a socket could not be recorded")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
