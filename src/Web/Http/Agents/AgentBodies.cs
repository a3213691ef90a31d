namespace ContextExchange.Web.Http;

internal sealed record AgentRegistration(AgentId Agent, string DisplayName, ReadOnlyMemory<byte> Certificate);

internal sealed record AgentRegistered(AgentId Agent, string ApiKey);

internal sealed record AgentChange(string? DisplayName = null, bool? Frozen = null);

internal sealed record AgentAnswer(
    AgentId Agent, string DisplayName, bool Frozen, bool Online, IReadOnlyList<DeviceAnswer> Devices, long MailboxHead,
    DateTimeOffset CreatedAt)
{
    public static AgentAnswer Of(AgentView view) => new(
        view.Id, view.DisplayName, view.Frozen, view.Online, [.. view.Devices.Select(DeviceAnswer.Of)],
        view.MailboxHead,
        view.CreatedAt);
}

internal sealed record DeviceAnswer(
    DeviceId Device, string Name, DeviceStanding Standing, bool Online, long Acknowledged, DateTimeOffset EnrolledAt)
{
    public static DeviceAnswer Of(DeviceView view) =>
        new(view.Id, view.Name, view.Standing, view.Online, view.Acknowledged, view.EnrolledAt);
}

internal sealed record DeviceRegistration(DeviceId Device, string Name, ReadOnlyMemory<byte> Certificate);

internal sealed record DirectoryBody(ReadOnlyMemory<byte> Directory);

internal sealed record RotationBody(
    ReadOnlyMemory<byte> Rotation, ReadOnlyMemory<byte> Certificate, ReadOnlyMemory<byte> Directory,
    IReadOnlyList<ReadOnlyMemory<byte>> DeviceCertificates);

internal sealed record PrekeyBody(ReadOnlyMemory<byte> Prekey);

internal sealed record OneTimePrekeysBody(IReadOnlyList<ReadOnlyMemory<byte>> Prekeys);

internal sealed record PrekeyCountAnswer(int Count);

internal sealed record KeyAnswer(string Id, string ApiKey)
{
    public static KeyAnswer Of(Auth.IssuedCredential issued) => new(issued.Text.PublicId, issued.Text.Reveal());
}

internal sealed record KeyRotation(int OverlapSeconds);

internal sealed record KeyItem(
    string Id, DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt)
{
    public static KeyItem Of(CredentialView view) =>
        new(view.Subject.CredentialId, view.IssuedAt, view.ExpiresAt, view.LastUsedAt, view.RevokedAt);
}
