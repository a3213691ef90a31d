namespace ContextExchange.Client;

/// <summary>One device of an agent.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Name">As it enrolled.</param>
/// <param name="Standing"><c>pending</c>, <c>active</c> or <c>revoked</c>.</param>
/// <param name="Online">A session of it lives now.</param>
/// <param name="Acknowledged">Its durable cursor in the agent's mailbox.</param>
/// <param name="EnrolledAt">When it enrolled.</param>
public sealed record DeviceInfo(
    DeviceId Device, string Name, string Standing, bool Online, long Acknowledged, DateTimeOffset EnrolledAt);
