using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Agents;

/// <summary>Which device lists an agent may publish, and which of them epochs may follow. Pure.</summary>
internal static class DirectoryRules
{
    /// <summary>How long an epoch may still follow a list that lacks only new devices.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <summary>Versions that are kept: for the grace, and for readers that were away.</summary>
    public const int MaxKept = Limits.MaxDirectories;

    /// <summary>
    /// Whether the list is the next one: signed, chained to the last, and naming active devices only.
    /// </summary>
    public static Refusal Check(DeviceList list, AgentState agent, AgentCertificate certificate, DateTimeOffset now)
    {
        if (list.Agent != certificate.Agent || list.AikHash != certificate.Aik.Sha256OfBytes())
            return Refusal.Forbidden;
        if (!list.VerifySignature(certificate.Aik)) return Refusal.InvalidSignature;
        foreach (var listed in list.Devices)
            if (!IsActive(agent, listed)) return Refusal.Conflict;

        var last = agent.Directories.Length > 0 ? Parse(agent.Directories[^1]) : null;
        if (list.Version != (last?.Version ?? 0) + 1 || list.PreviousHash != (last?.Hash ?? default))
            return Refusal.StaleVersion;
        var latest = now.ToUnixTimeMilliseconds() + Cxe1Limits.ClockTolerance;
        return list.Created > latest ? Refusal.Malformed : Refusal.None;
    }

    /// <summary>
    /// The versions in force: the newest, and before it those that lack only devices added within the grace. None
    /// names a device that is not active: after a revocation nothing is in force until a new list is published.
    /// </summary>
    public static DeviceRoster[] InForce(AgentState agent, DateTimeOffset now)
    {
        List<DeviceRoster> rosters = [];
        DeviceList? next = null;
        for (var i = agent.Directories.Length - 1; i >= 0; i--)
        {
            var list = Parse(agent.Directories[i]);
            var isLate = next is not null && agent.Directories[i + 1].PublishedAt + Grace <= now;
            if (isLate || !list.Devices.All(device => IsActive(agent, device)) || !Keeps(next, list)) break;
            rosters.Insert(0, new DeviceRoster(
                list.Version, list.Devices.Select(device => new DeviceId(device.Device)).ToArray()));
            next = list;
        }

        return [.. rosters];
    }

    public static DeviceList Parse(DirectoryState directory) =>
        DeviceList.TryParse(directory.Record, out var list, out var error)
            ? list
            : throw new InvalidOperationException($"A stored device list is refused: {error}.");

    private static bool Keeps(DeviceList? next, DeviceList list) =>
        next is null || list.Devices.All(device => next.Find(device.Device) is not null);

    private static bool IsActive(AgentState agent, ListedDevice listed)
    {
        foreach (var device in agent.Devices)
            if (device.Id.Value == listed.Device)
                return device.Standing == DeviceStanding.Active
                    && DeviceCertificate.TryParse(device.Certificate, out var certificate, out _)
                    && certificate.Dsk == listed.Dsk;
        return false;
    }
}
