using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Agents;

/// <summary>Which one-time prekeys a device may publish. Pure.</summary>
internal static class OneTimePrekeyRules
{
    /// <summary>Whether each of them is the device's own, signed by it, and usable now.</summary>
    public static Refusal Check(
        IReadOnlyList<ReadOnlyMemory<byte>> prekeys, AgentId agent, DeviceState device, DateTimeOffset now)
    {
        if (prekeys.Count is 0 or > Limits.MaxOneTimePrekeys) return Refusal.Malformed;
        var parsed = new List<Prekey>(prekeys.Count);
        foreach (var bytes in prekeys)
        {
            if (!Prekey.TryParse(bytes, out var prekey, out _) || prekey.Kind != PrekeyKind.OneTimePrekey)
                return Refusal.Malformed;
            parsed.Add(prekey);
        }
        if (parsed.DistinctBy(prekey => prekey.KeyId).Count() != parsed.Count) return Refusal.Malformed;
        if (parsed.Exists(prekey => prekey.Agent != agent.Value || prekey.Device != device.Id.Value))
            return Refusal.Forbidden;
        if (!DeviceCertificate.TryParse(device.Certificate, out var certificate, out _)
            || !parsed.TrueForAll(prekey => prekey.VerifySignature(certificate.Dsk)))
            return Refusal.InvalidSignature;
        return parsed.TrueForAll(prekey => prekey.IsUsableAt(now.ToUnixTimeMilliseconds()))
            ? Refusal.None
            : Refusal.Expired;
    }
}
