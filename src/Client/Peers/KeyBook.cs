using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// The published keys of one agent, own or peer, as far as its pinned identity signed them. What was seen is kept:
/// epochs that are under way, and history, name earlier lists, certificates and viewers.
/// </summary>
internal static class KeyBook
{
    /// <summary>Keeps what a server shows, if the identity signed all of it.</summary>
    /// <exception cref="ExchangeException">
    /// <c>peer-keys-invalid</c>: among them is a list, certificate or viewer that somebody else made.
    /// </exception>
    public static void Keep(DeviceStore store, AgentIdentity identity, PeerKeys keys)
    {
        // Before the first list the server has none: no bytes.
        foreach (var bytes in keys.Directories.Concat(keys.Directory is { Length: > 0 } newest ? [newest] : []))
        {
            if (!DeviceList.TryParse(bytes, out var list, out _) || list.Agent != identity.Agent
                || !identity.HasSigned(list, list.AikHash))
            {
                throw Forged(identity, "device list");
            }

            KeyHistory.Keep(store, list);
        }

        foreach (var bytes in keys.DeviceCertificates)
        {
            if (!DeviceCertificate.TryParse(bytes, out var certificate, out _) || certificate.Agent != identity.Agent
                || !identity.HasSigned(certificate, certificate.AikHash))
            {
                throw Forged(identity, "device certificate");
            }

            KeyHistory.Keep(store, certificate);
        }

        foreach (var bytes in keys.Viewers)
        {
            if (!ViewerCertificate.TryParse(bytes, out var viewer, out _) || viewer.OikHash != identity.OikHash
                || !viewer.VerifySignature(identity.Oik))
            {
                throw Forged(identity, "viewer");
            }

            KeyHistory.Keep(store, identity.Agent, viewer);
        }
    }

    /// <summary>Prekeys as bytes; those that are none are passed over, their signatures are checked later.</summary>
    public static IReadOnlyList<Prekey> PrekeysOf(IEnumerable<byte[]> published)
    {
        var prekeys = new List<Prekey>();
        foreach (var bytes in published)
            if (Prekey.TryParse(bytes, out var prekey, out _)) prekeys.Add(prekey);
        return prekeys;
    }

    /// <summary>Everything that is kept of one agent, verified.</summary>
    /// <param name="store">The device's store.</param>
    /// <param name="identity">As pinned.</param>
    /// <param name="prekeys">Published ones and those that were handed out.</param>
    /// <exception cref="ExchangeException"><c>peer-keys-invalid</c>.</exception>
    public static AgentDirectory DirectoryOf(
        DeviceStore store, AgentIdentity identity, IReadOnlyList<Prekey> prekeys) =>
        AgentDirectory.TryVerify(
            identity, KeyHistory.Lists(store, identity.Agent), KeyHistory.Certificates(store, identity.Agent), prekeys,
            KeyHistory.Viewers(store, identity.Agent), out var directory, out var error)
            ? directory
            : throw new ExchangeException(
                "peer-keys-invalid", $"The published keys of {new AgentId(identity.Agent)} do not hold: {error}.");

    private static ExchangeException Forged(AgentIdentity identity, string what) => new(
        "peer-keys-invalid",
        $"The server shows a {what} of {new AgentId(identity.Agent)} that its owner did not sign: do not send to it.");
}
