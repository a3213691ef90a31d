namespace ContextExchange.Grains.Agents;

/// <summary>One device as its agent has stored it.</summary>
[GenerateSerializer, Immutable, Alias("cex.DeviceState")]
internal sealed record DeviceState
{
    [Id(0)]
    public DeviceId Id { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public DeviceStanding Standing { get; init; }

    /// <summary>The newest device certificate (CXE1).</summary>
    [Id(3)]
    public ReadOnlyMemory<byte> Certificate { get; init; }

    /// <summary>The signed prekey; empty where none was published, or after a revocation.</summary>
    [Id(4)]
    public ReadOnlyMemory<byte> Prekey { get; init; }

    [Id(5)]
    public DateTimeOffset EnrolledAt { get; init; }

    /// <summary>Those before the newest, oldest first, while an epoch under them may still arrive.</summary>
    [Id(6)]
    public EarlierCertificate[] Earlier { get; init; } = [];
}
