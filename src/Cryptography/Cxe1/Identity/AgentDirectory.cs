using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// What a server said about one agent's devices, after every signature was checked against the pinned identity:
/// device lists, certificates and prekeys. Immutable.
/// </summary>
public sealed class AgentDirectory
{
    private readonly ImmutableArray<DeviceList> _lists;
    private readonly ImmutableArray<DeviceCertificate> _certificates;
    private readonly ImmutableArray<Prekey> _prekeys;
    private readonly ImmutableArray<ViewerCertificate> _viewers;

    private AgentDirectory(
        AgentIdentity identity,
        ImmutableArray<DeviceList> lists,
        ImmutableArray<DeviceCertificate> certificates,
        ImmutableArray<Prekey> prekeys,
        ImmutableArray<ViewerCertificate> viewers)
    {
        Identity = identity;
        _lists = lists;
        _certificates = certificates;
        _prekeys = prekeys;
        _viewers = viewers;
    }

    /// <summary>The pinned identity.</summary>
    public AgentIdentity Identity { get; }

    /// <summary>The newest device list.</summary>
    public DeviceList Devices => _lists[^1];

    /// <summary>As the longer overload, for an owner of whom no viewer is known.</summary>
    public static bool TryVerify(
        AgentIdentity pinned,
        IReadOnlyList<DeviceList> lists,
        IReadOnlyList<DeviceCertificate> certificates,
        IReadOnlyList<Prekey> prekeys,
        [NotNullWhen(true)] out AgentDirectory? directory,
        out Cxe1Error error) =>
        TryVerify(pinned, lists, certificates, prekeys, viewers: [], out directory, out error);

    /// <summary>
    /// Checks every signature and that the device lists follow each other, also over rotations of the agent's key: a
    /// list by an earlier key never follows one by a later key, and the newest is by today's.
    /// </summary>
    /// <param name="pinned">The agent's pinned keys, with the earlier ones.</param>
    /// <param name="lists">
    /// At least the newest list; earlier ones before it, without a gap, for epochs under way.
    /// </param>
    /// <param name="certificates">Of the listed devices, current and recent.</param>
    /// <param name="prekeys">Of the listed devices; only a sender needs them.</param>
    /// <param name="viewers">
    /// Of the agent's owner, current and earlier ones, for epochs under way and for history.
    /// </param>
    /// <param name="directory">Null on refusal.</param>
    /// <param name="error">
    /// <see cref="Cxe1Error.WrongIdentity"/>, <see cref="Cxe1Error.SignatureInvalid"/>,
    /// <see cref="Cxe1Error.HistoryForked"/>, or <see cref="Cxe1Error.DirectoryStale"/> without any list.
    /// </param>
    public static bool TryVerify(
        AgentIdentity pinned,
        IReadOnlyList<DeviceList> lists,
        IReadOnlyList<DeviceCertificate> certificates,
        IReadOnlyList<Prekey> prekeys,
        IReadOnlyList<ViewerCertificate> viewers,
        [NotNullWhen(true)] out AgentDirectory? directory,
        out Cxe1Error error)
    {
        directory = null;
        error = CheckLists(pinned, lists);
        if (error == Cxe1Error.None) error = CheckCertificates(pinned, certificates);
        if (error == Cxe1Error.None) error = CheckPrekeys(pinned, lists, prekeys);
        if (error == Cxe1Error.None) error = CheckViewers(pinned, viewers);
        if (error == Cxe1Error.None) directory = new(pinned, [.. lists], [.. certificates], [.. prekeys], [.. viewers]);
        return error == Cxe1Error.None;
    }

    /// <summary>
    /// The newest signed prekey of every listed device that has one in force now: what a <see cref="SealedNote"/> is
    /// sealed for.
    /// </summary>
    /// <param name="now">Unix milliseconds.</param>
    public IReadOnlyList<Prekey> SignedPrekeys(long now) =>
    [
        .. Devices.Devices
            .Where(listed => IsCertified(listed.Device, now))
            .Select(listed => SignedPrekey(listed.Device, now))
            .OfType<Prekey>(),
    ];

    /// <summary>The newest signed prekey of one device that is in force now, or null.</summary>
    public Prekey? SignedPrekey(Guid device, long now) =>
        UsablePrekeys(device, now).FirstOrDefault(prekey => prekey.Kind == PrekeyKind.SignedPrekey);

    /// <summary>The owner's newest viewer that is in force at a time, or null.</summary>
    /// <param name="at">Unix milliseconds.</param>
    public ViewerCertificate? NewestViewer(long at) =>
        _viewers.Where(viewer => viewer.IsValidAt(at)).MaxBy(viewer => viewer.NotBefore);

    /// <summary>The owner's certificates for a viewer id.</summary>
    internal IEnumerable<ViewerCertificate> Viewers(Guid viewer) => _viewers.Where(one => one.Viewer == viewer);

    /// <summary>The list with this version, or null if it is not here.</summary>
    internal DeviceList? List(uint version)
    {
        var index = (long)version - _lists[0].Version;
        return index >= 0 && index < _lists.Length ? _lists[(int)index] : null;
    }

    /// <summary>The lists after this version that were in force at a time.</summary>
    internal IEnumerable<DeviceList> LaterLists(uint version, long at) =>
        _lists.Where(list => list.Version > version && list.Created <= at);

    /// <summary>The certificate with this hash, or null if it is not here.</summary>
    internal DeviceCertificate? Certificate(Bytes32 hash) => _certificates.FirstOrDefault(one => one.Hash == hash);

    /// <summary>Whether the newest list names the device and a certificate for its key is in force.</summary>
    internal bool IsCertified(Guid device, long now) =>
        Devices.Find(device) is { } listed
        && _certificates.Any(one =>
            one.Device == device && one.Dsk == listed.Dsk && one.AikHash == Devices.AikHash && one.IsValidAt(now));

    /// <summary>
    /// The device's published prekeys that a sender may use now, one-time keys first, then the newest.
    /// </summary>
    internal IEnumerable<Prekey> UsablePrekeys(Guid device, long now) =>
        _prekeys
            .Where(prekey => prekey.Device == device && prekey.IsUsableAt(now))
            .OrderByDescending(prekey => prekey.Kind)
            .ThenByDescending(prekey => prekey.Created);

    private static Cxe1Error CheckLists(AgentIdentity pinned, IReadOnlyList<DeviceList> lists)
    {
        if (lists.Count == 0) return Cxe1Error.DirectoryStale;
        var signer = 0;
        for (var i = 0; i < lists.Count; i++)
        {
            var list = lists[i];
            var place = pinned.Place(list.AikHash);
            if (list.Agent != pinned.Agent || place < signer) return Cxe1Error.WrongIdentity;
            if (!list.VerifySignature(pinned.KeyAt(place))) return Cxe1Error.SignatureInvalid;
            if (i > 0 && !Follows(list, lists[i - 1])) return Cxe1Error.HistoryForked;
            signer = place;
        }
        return lists[^1].AikHash == pinned.AikHash ? Cxe1Error.None : Cxe1Error.WrongIdentity;
    }

    private static bool Follows(DeviceList list, DeviceList before) =>
        list.Version == before.Version + 1 && list.PreviousHash == before.Hash && list.Created >= before.Created;

    private static Cxe1Error CheckCertificates(AgentIdentity pinned, IReadOnlyList<DeviceCertificate> certificates)
    {
        foreach (var certificate in certificates)
        {
            var place = pinned.Place(certificate.AikHash);
            if (certificate.Agent != pinned.Agent || place < 0) return Cxe1Error.WrongIdentity;
            if (!certificate.VerifySignature(pinned.KeyAt(place))) return Cxe1Error.SignatureInvalid;
        }
        return Cxe1Error.None;
    }

    private static Cxe1Error CheckViewers(AgentIdentity pinned, IReadOnlyList<ViewerCertificate> viewers)
    {
        foreach (var viewer in viewers)
        {
            if (viewer.OikHash != pinned.OikHash) return Cxe1Error.WrongIdentity;
            if (!viewer.VerifySignature(pinned.Oik)) return Cxe1Error.SignatureInvalid;
        }
        return Cxe1Error.None;
    }

    private static Cxe1Error CheckPrekeys(
        AgentIdentity pinned, IReadOnlyList<DeviceList> lists, IReadOnlyList<Prekey> prekeys)
    {
        foreach (var prekey in prekeys)
        {
            if (prekey.Agent != pinned.Agent || prekey.Kind == PrekeyKind.ReplyPrekey) return Cxe1Error.WrongIdentity;
            // A key of a device that was revoked meanwhile is no offence: no roster will name the device.
            if (lists[^1].Find(prekey.Device) is { } listed && !prekey.VerifySignature(listed.Dsk))
                return Cxe1Error.SignatureInvalid;
        }
        return Cxe1Error.None;
    }
}
