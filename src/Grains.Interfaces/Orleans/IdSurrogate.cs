namespace ContextExchange.Grains.Interfaces;

/// <summary>
/// An id on its way between grains. The ids themselves belong to the protocol, which knows no engine.
/// </summary>
[GenerateSerializer, Immutable, Alias("cex.IdSurrogate")]
internal readonly record struct IdSurrogate(Guid Value);

[RegisterConverter]
internal sealed class AccountIdConverter : IConverter<AccountId, IdSurrogate>
{
    public AccountId ConvertFromSurrogate(in IdSurrogate surrogate) => new(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in AccountId value) => new(value.Value);
}

[RegisterConverter]
internal sealed class AgentIdConverter : IConverter<AgentId, IdSurrogate>
{
    public AgentId ConvertFromSurrogate(in IdSurrogate surrogate) => new(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in AgentId value) => new(value.Value);
}

[RegisterConverter]
internal sealed class ConnectionIdConverter : IConverter<ConnectionId, IdSurrogate>
{
    public ConnectionId ConvertFromSurrogate(in IdSurrogate surrogate) => new(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in ConnectionId value) => new(value.Value);
}

[RegisterConverter]
internal sealed class DeviceIdConverter : IConverter<DeviceId, IdSurrogate>
{
    public DeviceId ConvertFromSurrogate(in IdSurrogate surrogate) => new(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in DeviceId value) => new(value.Value);
}

[RegisterConverter]
internal sealed class EnvelopeIdConverter : IConverter<EnvelopeId, IdSurrogate>
{
    public EnvelopeId ConvertFromSurrogate(in IdSurrogate surrogate) => new(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in EnvelopeId value) => new(value.Value);
}

[RegisterConverter]
internal sealed class OwnerIdConverter : IConverter<OwnerId, IdSurrogate>
{
    public OwnerId ConvertFromSurrogate(in IdSurrogate surrogate) => new(surrogate.Value);

    public IdSurrogate ConvertToSurrogate(in OwnerId value) => new(value.Value);
}
