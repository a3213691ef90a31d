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
            .Describe("The peer's certificates, device list and prekeys, for sealing to it.");
        connection.MapGet("messages", Messages).For(Access.AgentOrOwner)
            .Describe("The conversation in the server's order, both directions, sealed.");
        connection.MapPost("epochs", PublishEpoch).For(Access.AgentDevice).Audited("epoch.publish")
            .Describe("Publish a signed epoch record.");
        connection.MapGet("epochs/{hash}", Epoch).For(Access.AgentOrOwner)
            .Describe("A published epoch record by its hash (base64url).");
        connection.MapGet("receipts/{sequence:long}", Receipt).For(Access.AgentDevice)
            .Describe("What became of this device's message with that number.");
    }

    private static async Task<Results<Ok<PeerKeysAnswer>, Refused>> Keys(
        AgentId agent, AgentId peer, IGrainFactory grains)
    {
        if (agent == peer || await grains.Connection(agent, peer).GetPeerKeys(agent) is not { } keys
            || await grains.Agent(peer).Get() is not { } view || await grains.Owner(view.Owner).Get() is not { } owner)
            return new Refused(Refusal.NotFound);
        return TypedResults.Ok(PeerKeysAnswer.Of(keys, owner.IdentityKey));
    }

    private static async Task<Results<Ok<Page<EntryAnswer>>, Refused>> Messages(
        AgentId agent, AgentId peer, [AsParameters] PageQuery query, IGrainFactory grains)
    {
        if (!query.IsWellFormed)
            return new Refused(Refusal.Malformed);
        if (agent == peer || await grains.Connection(agent, peer).Get(agent) is null)
            return new Refused(Refusal.NotFound);
        var page = await grains.Connection(agent, peer).Read(agent, query.After, query.Max);
        return TypedResults.Ok(new Page<EntryAnswer>([.. page.Entries.Select(EntryAnswer.Of)], page.Next));
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
        AgentId agent, AgentId peer, string hash, IGrainFactory grains)
    {
        if (!BytesConverter.TryDecode(hash, out var bytes) || bytes.Length != 32)
            return new Refused(Refusal.Malformed);
        if (agent == peer || await grains.Connection(agent, peer)
            .GetEpoch(agent, bytes) is not { IsEmpty: false } record)
            return new Refused(Refusal.NotFound);
        return TypedResults.Ok(new EpochAnswer(ConnectionId.Between(agent, peer), record));
    }

    private static async Task<Results<Ok<ReceiptAnswer>, Refused>> Receipt(
        AgentId agent, AgentId peer, long sequence, HttpContext http, IGrainFactory grains) =>
        Answers.Found(agent != peer && await grains.Connection(agent, peer)
            .GetReceipt(http.CallingDevice, sequence) is { } receipt
            ? new ReceiptAnswer(receipt.Status, receipt.At, receipt.Acknowledged) : null);
}
