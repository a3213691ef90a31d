using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>What passes over a connection: keys, epochs, messages and receipts, all sealed or public.</summary>
internal static class ConversationsApi
{
    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var connection = routes.MapGroup("/v1/agents/{agent}/connections/{peer}").WithTags("Connections");
        connection.MapGet("keys", Keys).For(Access.AgentOrOwner)
            .Describe("The peer's certificates, device lists, prekeys and viewers, for sealing to it.");
        connection.MapGet("messages", Messages).For(Access.AgentOrOwner)
            .Describe("The conversation in the server's order, both directions, sealed.",
                "From its start by `after`, or from its end by `before` (`end`, then a page's `previous`).");
        connection.MapPost("prekeys", TakePrekeys).For(Access.AgentDevice).Audited("prekeys.take")
            .Describe("One one-time prekey of each of the peer's devices that has any.",
                "Each is handed out once; at most 30 calls an hour.");
        connection.MapPost("nacks", SendNack).For(Access.AgentDevice).Audited("nack.send")
            .Describe("Tell the peer's agent that a device could not read.", "At most 60 an hour.");
        connection.MapPut("sequence", MoveSequence).For(Access.AgentDevice).Audited("sequence.move")
            .Describe("This device's next message to the peer is the one after `sequence`.",
                "For a server that was restored from a backup without messages that it had accepted. Only forward.");
        connection.MapPost("rewraps", PutRewraps).For(Access.Owner).Audited("epochs.rewrap")
            .Describe("Open earlier epochs for a device of the owner's agent that enrolled later.");
        connection.MapPost("epochs", PublishEpoch).For(Access.AgentDevice).Audited("epoch.publish")
            .Describe("Publish a signed epoch record.");
        connection.MapGet("epochs/{hash}", Epoch).For(Access.AgentOrOwner)
            .Describe("A published epoch record by its hash (base64url).");
        connection.MapGet("receipts/{sequence:long}", Receipt).For(Access.AgentDevice)
            .Describe("What became of this device's message with that number.");
    }

    private static async Task<Results<Ok<KeysAnswer>, Refused>> Keys(
        AgentId agent, AgentId peer, IGrainFactory grains) =>
        Answers.Found(agent != peer && await grains.Connection(agent, peer).GetPeerKeys(agent) is { } keys
            ? KeysAnswer.Of(keys) : null);

    private static async Task<Results<Ok<PrekeysAnswer>, Refused>> TakePrekeys(
        AgentId agent, AgentId peer, HttpContext http, IGrainFactory grains)
    {
        if (agent == peer)
            return new Refused(Refusal.NotFound);
        var handout = await grains.Connection(agent, peer).TakePrekeys(http.CallingDevice);
        return handout.Refusal == Refusal.None
            ? TypedResults.Ok(new PrekeysAnswer(handout.Prekeys))
            : Limited(handout.Refusal, handout.RetryAfter);
    }

    private static async Task<Results<NoContent, Refused>> SendNack(
        AgentId agent, AgentId peer, NackBody body, HttpContext http, IGrainFactory grains)
    {
        if (agent == peer)
            return new Refused(Refusal.NotFound);
        var answer = await grains.Connection(agent, peer).SendNack(http.CallingDevice, body.Nack);
        return answer.Refusal == Refusal.None
            ? TypedResults.NoContent() : Limited(answer.Refusal, answer.RetryAfter);
    }

    private static async Task<Results<NoContent, Refused>> MoveSequence(
        AgentId agent, AgentId peer, SequenceBody body, HttpContext http, IGrainFactory grains) =>
        agent == peer
            ? new Refused(Refusal.NotFound)
            : Answers.Done(await grains.Connection(agent, peer).MoveSequence(http.CallingDevice, body.Sequence));

    private static async Task<Results<NoContent, Refused>> PutRewraps(
        AgentId agent, AgentId peer, RewrapsBody body, IGrainFactory grains) =>
        agent == peer
            ? new Refused(Refusal.NotFound)
            : Answers.Done(await grains.Connection(agent, peer).PutRewraps(agent, body.Rewraps));

    private static Refused Limited(Refusal refusal, TimeSpan retryAfter) =>
        new(refusal, refusal == Refusal.RateLimited ? retryAfter : null);

    private static async Task<Results<Ok<ConversationAnswer>, Refused>> Messages(
        AgentId agent, AgentId peer, [AsParameters] ConversationQuery query, IGrainFactory grains)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        if (agent == peer || await grains.Connection(agent, peer).Get(agent) is null)
            return new Refused(Refusal.NotFound);
        try
        {
            return TypedResults.Ok(ConversationAnswer.Of(await query.ReadAsync(grains.Connection(agent, peer), agent)));
        }
        catch (FormatException)
        {
            // A place of another server, or of this one before it was restored: readers begin anew.
            return new Refused(Refusal.Malformed);
        }
    }

    private static async Task<Results<NoContent, Refused>> PublishEpoch(
        AgentId agent, AgentId peer, EpochBody body, HttpContext http, IGrainFactory grains)
    {
        if (body.Record.Length is 0 or > Limits.MaxEpochRecord)
            return new Refused(Refusal.Malformed);
        if (agent == peer)
            return new Refused(Refusal.NotFound);
        var refusal = await grains.Connection(agent, peer).PublishEpoch(http.CallingDevice, body.Record);
        return refusal == Refusal.RateLimited
            ? new Refused(refusal, Limits.EpochInterval)
            : Answers.Done(refusal);
    }

    private static async Task<Results<Ok<EpochAnswer>, Refused>> Epoch(
        AgentId agent, AgentId peer, string hash, HttpContext http, IGrainFactory grains)
    {
        if (!BytesConverter.TryDecode(hash, out var bytes) || bytes.Length != 32)
            return new Refused(Refusal.Malformed);
        if (agent == peer || await grains.Connection(agent, peer)
            .GetEpoch(agent, bytes) is not { IsEmpty: false } record)
            return new Refused(Refusal.NotFound);
        var rewrap = http.Caller is { Agent: { } reader, Device: { } device }
            ? await grains.Connection(agent, peer).FindRewrap(new DeviceIdentity(reader, device), bytes)
            : default;
        return TypedResults.Ok(new EpochAnswer(
            ConnectionId.Between(agent, peer), record, rewrap.OrAbsent));
    }

    private static async Task<Results<Ok<ReceiptAnswer>, Refused>> Receipt(
        AgentId agent, AgentId peer, long sequence, HttpContext http, IGrainFactory grains) =>
        Answers.Found(agent != peer && await grains.Connection(agent, peer)
            .GetReceipt(http.CallingDevice, sequence) is { } receipt
            ? new ReceiptAnswer(receipt.Status, receipt.At, receipt.Acknowledged) : null);
}
