using ContextExchange.Web.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Gateway;

/// <summary>What every session of a silo shares.</summary>
internal sealed class SessionServices(
    IGrainFactory grains, Handshake handshake, TicketWatch tickets, SocketLimits limits,
    RefusalAudit audit, IAgentHomes homes, ExchangeMetrics metrics, IOptions<GatewayOptions> options,
    TimeProvider clock, ILogger<Session> logger)
{
    public IGrainFactory Grains { get; } = grains;

    public Handshake Handshake { get; } = handshake;

    public TicketWatch Tickets { get; } = tickets;

    public SocketLimits Limits { get; } = limits;

    public RefusalAudit Audit { get; } = audit;

    public IAgentHomes Homes { get; } = homes;

    public ExchangeMetrics Metrics { get; } = metrics;

    public GatewayOptions Options { get; } = options.Value;

    public TimeProvider Clock { get; } = clock;

    public ILogger Logger { get; } = logger;
}
