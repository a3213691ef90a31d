namespace ContextExchange.Grains.Interfaces;

/// <summary>One device of an agent.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">As it enrolled.</param>
/// <param name="Standing">Waiting for the owner, active or revoked.</param>
/// <param name="Online">A session of it lives now.</param>
/// <param name="Acknowledged">Its durable cursor.</param>
/// <param name="EnrolledAt">When.</param>
[GenerateSerializer, Immutable, Alias("cex.DeviceView")]
public sealed record DeviceView(
    DeviceId Id, string Name, DeviceStanding Standing, bool Online, long Acknowledged, DateTimeOffset EnrolledAt);
