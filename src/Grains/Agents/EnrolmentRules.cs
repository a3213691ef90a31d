using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Agents;

/// <summary>Who may become a device of an agent, and with which keys. Pure.</summary>
internal static class EnrolmentRules
{
    /// <summary>Renewed certificates that are kept; one a day would be eight.</summary>
    public const int MaxEarlier = 16;

    /// <summary>No reader accepts an older epoch, and a message lives no longer.</summary>
    private static readonly TimeSpan EarlierKept = TimeSpan.FromMilliseconds(Cxe1Limits.ReceivingStateKept);

    public static bool IsName(string? name) =>
        name is { Length: >= 1 and <= Limits.MaxDisplayName } && !name.Any(char.IsControl);

    /// <summary>Whether the owner's key certifies the agent.</summary>
    public static Refusal CheckAgent(AgentId agent, AgentCertificate certificate, ReadOnlySpan<byte> ownerKey)
    {
        if (certificate.Agent != agent.Value) return Refusal.Forbidden;
        if (ownerKey.Length != Bytes32.Size) return Refusal.InvalidSignature;
        var oik = new Bytes32(ownerKey);
        return certificate.OikHash == oik.Sha256OfBytes() && certificate.VerifySignature(oik)
            ? Refusal.None
            : Refusal.InvalidSignature;
    }

    /// <summary>Whether the agent's key certifies the device now.</summary>
    public static Refusal CheckDevice(
        AgentCertificate agent, DeviceId device, DeviceCertificate certificate, DateTimeOffset now)
    {
        if (certificate.Agent != agent.Agent || certificate.Device != device.Value) return Refusal.Forbidden;
        if (certificate.AikHash != agent.Aik.Sha256OfBytes() || !certificate.VerifySignature(agent.Aik))
            return Refusal.InvalidSignature;
        var at = now.ToUnixTimeMilliseconds();
        if (certificate.NotBefore > at + Cxe1Limits.ClockTolerance) return Refusal.InvalidSignature;
        return certificate.NotAfter <= at ? Refusal.Expired : Refusal.None;
    }

    /// <summary>
    /// The devices with this one enrolled or its certificate renewed; null with the reason when it may not be. A
    /// first device needs nobody; a further one waits for the owner unless the owner enrols it.
    /// </summary>
    public static DeviceState[]? Enrol(
        AgentState agent, DeviceEnrolment enrolment, DeviceCertificate certificate, bool byOwner, DateTimeOffset now,
        out Refusal refusal)
    {
        refusal = Refusal.None;
        var index = Array.FindIndex(agent.Devices, device => device.Id == enrolment.Device);
        if (index >= 0)
        {
            var known = agent.Devices[index];
            refusal = CheckRenewal(known, certificate);
            if (refusal != Refusal.None) return null;
            DeviceState[] renewed = [.. agent.Devices];
            renewed[index] = known with
            {
                Certificate = enrolment.Certificate,
                Name = enrolment.Name,
                Standing = byOwner ? DeviceStanding.Active : known.Standing,
                Earlier = Renewed(known, enrolment.Certificate, now),
            };
            return renewed;
        }

        var living = agent.Devices.Count(device => device.Standing != DeviceStanding.Revoked);
        if (living >= Limits.MaxDevicesPerAgent)
        {
            refusal = Refusal.LimitReached;
            return null;
        }

        var isFirst = agent.Devices.Length == 0;
        return
        [
            .. agent.Devices,
            new DeviceState
            {
                Id = enrolment.Device,
                Name = enrolment.Name,
                Certificate = enrolment.Certificate,
                Standing = isFirst || byOwner ? DeviceStanding.Active : DeviceStanding.Waiting,
                EnrolledAt = now,
            },
        ];
    }

    /// <summary>
    /// What a peer must know to open what is under way from this device: a reader that was away when a certificate was
    /// renewed never saw the one before.
    /// </summary>
    public static IEnumerable<ReadOnlyMemory<byte>> CertificatesOf(DeviceState device, DateTimeOffset now) =>
        [device.Certificate, .. InFlight(device, now).Select(earlier => earlier.Record)];

    private static EarlierCertificate[] Renewed(
        DeviceState known, ReadOnlyMemory<byte> certificate, DateTimeOffset now) =>
        known.Certificate.Span.SequenceEqual(certificate.Span)
            ? known.Earlier
            : [.. InFlight(known, now).TakeLast(MaxEarlier - 1), new EarlierCertificate(known.Certificate, now)];

    private static IEnumerable<EarlierCertificate> InFlight(DeviceState device, DateTimeOffset now) =>
        device.Earlier.Where(earlier => now < earlier.ReplacedAt + EarlierKept);

    private static Refusal CheckRenewal(DeviceState known, DeviceCertificate certificate)
    {
        if (known.Standing == DeviceStanding.Revoked) return Refusal.Revoked;
        return DeviceCertificate.TryParse(known.Certificate, out var before, out _) && before.Dsk == certificate.Dsk
            ? Refusal.None
            : Refusal.Conflict;
    }
}
