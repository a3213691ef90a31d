using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Agents;

/// <summary>Which new identity key an agent may take, and what it must sign with it at once. Pure.</summary>
internal static class RotationRules
{
    /// <summary>The agent under its new key; the state itself, unchanged, with the reason when it may not be.</summary>
    public static AgentState Rotate(AgentState agent, IdentityRotation given, DateTimeOffset now, out Refusal refusal)
    {
        refusal = Refusal.Malformed;
        if (!Rotation.TryParse(given.Rotation, out var rotation, out _) || rotation.Kind != RotatedKey.Agent
            || !AgentCertificate.TryParse(given.Certificate, out var certificate, out _)
            || !DeviceList.TryParse(given.Directory, out var list, out _))
        {
            return agent;
        }

        refusal = CheckKeys(agent, rotation, certificate, now);
        if (refusal != Refusal.None) return agent;
        var certified = Certify(agent, certificate, given.DeviceCertificates, now, out refusal);
        if (refusal != Refusal.None) return agent;
        refusal = NamesSameDevices(list, agent)
            ? DirectoryRules.Check(list, certified, certificate, now)
            : Refusal.Conflict;
        return refusal != Refusal.None ? agent : certified with
        {
            Certificate = given.Certificate,
            Rotations = [.. agent.Rotations, given.Rotation],
            Directories =
            [
                .. agent.Directories.TakeLast(DirectoryRules.MaxKept - 1), new DirectoryState(given.Directory, now),
            ],
        };
    }

    private static Refusal CheckKeys(
        AgentState agent, Rotation rotation, AgentCertificate certificate, DateTimeOffset now)
    {
        if (!AgentCertificate.TryParse(agent.Certificate, out var current, out _)) return Refusal.InvalidSignature;
        if (rotation.Agent != current.Agent) return Refusal.Forbidden;
        if (rotation.OldKey != current.Aik) return Refusal.StaleVersion;
        if (!rotation.VerifySignature(current.Aik)) return Refusal.InvalidSignature;
        var refusal = EnrolmentRules.CheckAgent(new AgentId(current.Agent), certificate, agent.OwnerKey.Span);
        if (refusal != Refusal.None) return refusal;
        if (certificate.Aik != rotation.NewKey) return Refusal.Malformed;
        if (rotation.Created > now.ToUnixTimeMilliseconds() + Cxe1Limits.ClockTolerance) return Refusal.Malformed;
        if (agent.Rotations.Length >= Limits.MaxRotations) return Refusal.LimitReached;
        foreach (var bytes in agent.Rotations)
        {
            if (!Rotation.TryParse(bytes, out var earlier, out _)) return Refusal.InvalidSignature;
            if (earlier.OldKey == rotation.NewKey || earlier.Created > rotation.Created) return Refusal.Conflict;
        }

        return Refusal.None;
    }

    /// <summary>Every device that may speak gets its certificate by the new key; none may be waiting.</summary>
    private static AgentState Certify(
        AgentState agent, AgentCertificate certificate, IReadOnlyList<ReadOnlyMemory<byte>> records,
        DateTimeOffset now, out Refusal refusal)
    {
        refusal = Refusal.Conflict;
        var active = agent.Devices.Count(device => device.Standing == DeviceStanding.Active);
        if (active != records.Count || agent.Devices.Any(device => device.Standing == DeviceStanding.Waiting))
            return agent;
        var certified = agent;
        HashSet<Guid> seen = [];
        foreach (var record in records)
        {
            refusal = Refusal.Malformed;
            if (!DeviceCertificate.TryParse(record, out var device, out _) || !seen.Add(device.Device)) return agent;
            var id = new DeviceId(device.Device);
            refusal = Refusal.Conflict;
            if (Array.Find(agent.Devices, one => one.Id == id) is not { Standing: DeviceStanding.Active } known)
                return agent;
            refusal = EnrolmentRules.CheckDevice(certificate, id, device, now);
            if (refusal != Refusal.None) return agent;
            var enrolment = new DeviceEnrolment(id, known.Name, record);
            var devices = EnrolmentRules.Enrol(certified, enrolment, device, byOwner: false, now, out refusal);
            if (devices is null) return agent;
            certified = certified with { Devices = devices };
        }

        refusal = Refusal.None;
        return certified;
    }

    private static bool NamesSameDevices(DeviceList list, AgentState agent) =>
        agent.Directories is [.., var newest]
        && DirectoryRules.Parse(newest).Devices.ToHashSet().SetEquals(list.Devices);
}
