using System.Text.Json.Serialization;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Idempotency;

/// <summary>The calls of one grain, oldest first.</summary>
[GenerateSerializer, Immutable, Alias("cex.IdempotencyState")]
internal sealed record IdempotencyState : IDeadline
{
    [Id(0)]
    public KnownCall[] Calls { get; init; } = [];

    [JsonIgnore]
    public DateTimeOffset? NextDue => Calls.Length > 0 ? Calls[0].Since + IdempotencyGrain.Lifetime : null;
}
