using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>A new identity key for the agent.</summary>
public sealed partial class OwnerDesk
{
    /// <summary>
    /// Replaces the agent's identity key by a new one that the old one signs: peers follow it without being asked, and
    /// see a new safety number. Every active device is certified anew; those other than this one renew their
    /// certificates after the owner's vault was imported there. Invites that are open end.
    /// </summary>
    /// <remarks>A rotation that was interrupted is finished by calling it again.</remarks>
    /// <exception cref="ExchangeException">
    /// <c>agent-key-missing</c>; <c>conflict</c>: a device waits for the owner; <c>limit-reached</c>.
    /// </exception>
    public async Task RotateAgentKeyAsync(CancellationToken ct = default)
    {
        var wasInterrupted = Profile.Own.HasNext || HoldsAnotherKey();
        await _core.Book.FollowOwnAsync(ct);
        // An interrupted one may have arrived: then its key is in force now, and no other is made.
        if (!wasInterrupted || Profile.Own.HasNext)
        {
            var (before, next) = (Profile.Identity, Profile.Own.Next());
            var owner = await _core.Sessions.AsOwnerAsync(ct);
            await owner.RotateIdentityAsync(Profile.Agent, Sign(before, next), ct);
            await _core.Book.FollowOwnAsync(ct);
        }

        Profile.OwnerKeys.KeepAgent(new VaultAgent(
            Profile.Agent.Value, ExportableKeys.Copy(SignatureAlgorithm.Ed25519, Profile.AgentKey),
            Profile.DisplayName));
    }

    /// <summary>A rotation is finished when the owner's vault has its key, too.</summary>
    private bool HoldsAnotherKey() => Profile.OwnerKeys.Open().Agents.Any(one =>
        one.Agent == Profile.Agent.Value && one.Aik.RawPublicKey() != Profile.Identity.Aik);

    private RotationUpload Sign(AgentIdentity before, Key next)
    {
        var list = KeyHistory.Newest(_core.Store, before.Agent) ?? throw new ExchangeException(
            "conflict", "The agent has no device list yet: connect first.");
        var now = Math.Max(Now, list.Created);
        if (before.Past is [.., var last]) now = Math.Max(now, last.Until);
        // An hour back, for peers whose clocks are behind.
        var from = now - Cxe1Limits.Hour;
        return new RotationUpload(
            Rotation.OfAgent(Profile.AgentKey, before.Agent, next.RawPublicKey(), now).Bytes.ToArray(),
            AgentCertificate.Issue(Profile.OwnerKeys.Identity, before.Agent, next.RawPublicKey(), now).Bytes.ToArray(),
            DeviceList.Issue(next, before.Agent, now, list.Devices, list).Bytes.ToArray(),
            [
                .. list.Devices.Select(device => DeviceCertificate.Issue(
                    next, before.Agent, device.Device, device.Dsk, from, from + Cxe1Limits.DeviceCertificateLife)
                    .Bytes.ToArray()),
            ]);
    }
}
