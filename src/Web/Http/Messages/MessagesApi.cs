using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Sending and receiving without a socket.</summary>
internal static class MessagesApi
{
    public static void MapMessages(this IEndpointRouteBuilder routes)
    {
        var agent = routes.MapGroup("/v1/agents/{agent}").WithTags("Messages");
        agent.MapPost("messages", Send).For(Access.AgentDevice)
            .Describe("Send one sealed message.", "Accepted (200) and held (202) mean: flushed to disk.");
        agent.MapGet("mailbox", Read).For(Access.Agent)
            .Describe("Entries of the mailbox after a sequence.",
                "With wait it answers as soon as there is something, within 50 seconds.");
        agent.MapPost("mailbox/ack", Acknowledge).For(Access.AgentDevice)
            .Describe("Move this device's cursor forward.");
    }

    /// <summary>Step 2 for REST; steps 3 to 7 follow in the connection's grain.</summary>
    private static async Task<Results<Ok<SentAnswer>, Accepted<SentAnswer>, Refused>> Send(
        AgentId agent, MessageBody body, HttpContext http, IGrainFactory grains, ExchangeMetrics metrics,
        TimeProvider clock)
    {
        var start = clock.GetTimestamp();
        using var span = ExchangeTraces.StartSend();
        var result = await PassOnAsync(agent, body, http, grains);
        metrics.Answered(result.Status, clock.GetElapsedTime(start));
        span?.Answered(result.Status);
        var answer = new SentAnswer(result.Status, result.Sequence, result.At);
        return result.Status switch
        {
            SendStatus.Accepted or SendStatus.Duplicate => TypedResults.Ok(answer),
            SendStatus.Held => TypedResults.Accepted((string?)null, answer),
            _ => new Refused(result),
        };
    }

    private static ValueTask<SendResult> PassOnAsync(
        AgentId agent, MessageBody body, HttpContext http, IGrainFactory grains)
    {
        if (!EnvelopeView.TryParse(body.Envelope, out var envelope, out _) || envelope.RecipientAgent == agent.Value)
            return ValueTask.FromResult(new SendResult(SendStatus.Malformed, 0, default, TimeSpan.Zero));
        var connection = grains.Connection(agent, new AgentId(envelope.RecipientAgent));
        return connection.Send(new SendRequest(http.CallingDevice, body.Envelope, body.Lineage));
    }

    private static async Task<Results<Ok<MailboxAnswer>, Refused>> Read(
        AgentId agent, [FromQuery(Name = "after")] long? after, [FromQuery(Name = "limit")] int? limit,
        [FromQuery(Name = "wait")] int? wait, HttpContext http, LongPoll poll)
    {
        if (after < 0 || limit is < 1 or > Limits.MaxPage || wait < 0 || wait > Limits.MaxLongPoll.TotalSeconds)
            return new Refused(Refusal.Malformed);
        var page = await poll.ReadAsync(
            agent, http.Caller, after ?? 0, limit ?? Limits.MaxPage, TimeSpan.FromSeconds(wait ?? 0),
            http.RequestAborted);
        return page.Refusal == Refusal.None ? TypedResults.Ok(MailboxAnswer.Of(page)) : new Refused(page.Refusal);
    }

    private static async Task<Results<NoContent, Refused>> Acknowledge(
        AgentId agent, AckBody body, HttpContext http, IGrainFactory grains) =>
        body.Sequence < 0
            ? new Refused(Refusal.Malformed)
            : Answers.Done(await grains.Agent(agent).Acknowledge(http.CallingDevice.Device, body.Sequence));
}
