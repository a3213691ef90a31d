using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Follows rotations that a server shows, and nothing else of what it says about identities.</summary>
internal static class IdentitySteps
{
    /// <summary>
    /// The pinned identity, or what signed rotations have made of it; null where the claimed one is another.
    /// </summary>
    public static AgentIdentity? Follow(AgentIdentity pinned, AgentIdentity claimed, PeerKeys keys, long now)
    {
        if (pinned.Oik != claimed.Oik) return null;
        var rotations = PeerPins.RotationsOf(keys);
        return RotationChain.Follow(pinned, claimed.Aik, rotations, now, out var followed) == Cxe1Error.None
            ? followed
            : null;
    }

    /// <summary>Follows the own agent's key, and takes the certificate of this device under it.</summary>
    /// <exception cref="ExchangeException">
    /// <c>peer-keys-invalid</c>: the server shows another key of the own agent, which the known one did not sign.
    /// </exception>
    public static void FollowOwn(DeviceProfile profile, PeerKeys keys, long now)
    {
        var known = profile.Identity;
        var claimed = PeerPins.Claimed(profile.Agent, keys.Certificate, keys.OwnerKey);
        var followed = Follow(known, claimed, keys, now) ?? throw new ExchangeException(
            "peer-keys-invalid",
            "The server shows another key of this agent than its own, which that did not sign: do not trust it.");
        if (followed == known && known.Past.IsEmpty)
            followed = RotationChain.Before(known, PeerPins.RotationsOf(keys));
        profile.Own.Follow(followed);
        if (followed == known) return;
        foreach (var bytes in keys.DeviceCertificates)
        {
            if (!DeviceCertificate.TryParse(bytes, out var certificate, out _)) continue;
            if (profile.Device.AcceptCertificate(profile.Store, certificate, followed.Aik) != Cxe1Error.None) continue;
            KeyHistory.Keep(profile.Store, certificate);
            break;
        }
    }
}
