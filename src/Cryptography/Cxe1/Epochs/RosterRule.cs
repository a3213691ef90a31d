namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Whether an epoch's readers are exactly the devices of the two signed lists that were in force when it was opened,
/// and the viewers that both sides' terms name: nobody more, who could read along, and nobody less, who would miss the
/// message.
/// </summary>
public static class RosterRule
{
    /// <summary>Checks the sender device and the roster.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sender">The sending agent's directory, with its owner's viewers.</param>
    /// <param name="recipient">The receiving agent's directory, with its owner's viewers.</param>
    /// <param name="senderTerms">The terms of the sending side that the epoch names.</param>
    /// <param name="recipientTerms">The terms of the receiving side that the epoch names.</param>
    /// <returns>
    /// None, <see cref="Cxe1Error.DirectoryStale"/>, <see cref="Cxe1Error.DeviceNotListed"/>,
    /// <see cref="Cxe1Error.RosterNamesGhost"/>, <see cref="Cxe1Error.RosterOmitsDevice"/> or
    /// <see cref="Cxe1Error.RosterOmitsViewer"/>.
    /// </returns>
    public static Cxe1Error Check(
        EpochView epoch,
        AgentDirectory sender,
        AgentDirectory recipient,
        ConnectionTerms senderTerms,
        ConnectionTerms recipientTerms)
    {
        var error = CheckSender(epoch, sender, recipient);
        return error == Cxe1Error.None
            ? CheckReaders(epoch, sender, recipient, senderTerms, recipientTerms)
            : error;
    }

    /// <summary>
    /// Whether the named lists are known, and the sender device stands in its list and in every later one that was in
    /// force.
    /// </summary>
    internal static Cxe1Error CheckSender(EpochView epoch, AgentDirectory sender, AgentDirectory recipient)
    {
        if (sender.List(epoch.SenderListVersion) is not { } senderList) return Cxe1Error.DirectoryStale;
        if (recipient.List(epoch.RecipientListVersion) is null) return Cxe1Error.DirectoryStale;
        if (senderList.Find(epoch.SenderDevice) is not { } own) return Cxe1Error.DeviceNotListed;
        foreach (var later in sender.LaterLists(senderList.Version, epoch.Created))
            if (later.Find(epoch.SenderDevice)?.Dsk != own.Dsk)
                return Cxe1Error.DeviceNotListed;
        return Cxe1Error.None;
    }

    private static Cxe1Error CheckReaders(
        EpochView epoch,
        AgentDirectory sender,
        AgentDirectory recipient,
        ConnectionTerms senderTerms,
        ConnectionTerms recipientTerms)
    {
        if (sender.List(epoch.SenderListVersion) is not { } senderList
            || recipient.List(epoch.RecipientListVersion) is not { } recipientList)
            return Cxe1Error.DirectoryStale;
        ReadOnlySpan<Side> sides =
        [
            new(epoch, sender, senderList, senderTerms), new(epoch, recipient, recipientList, recipientTerms),
        ];
        foreach (var side in sides)
            if (side.NamesUnknownViewer())
                return Cxe1Error.DirectoryStale;
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            var entry = epoch.Entry(i);
            if (!sides[0].Admits(entry) && !sides[1].Admits(entry)) return Cxe1Error.RosterNamesGhost;
        }
        foreach (var side in sides)
            if (side.HasSecondViewer())
                return Cxe1Error.RosterNamesGhost;
        foreach (var side in sides)
            if (side.OmitsDevice())
                return Cxe1Error.RosterOmitsDevice;
        foreach (var side in sides)
            if (side.OmitsViewer())
                return Cxe1Error.RosterOmitsViewer;
        return Cxe1Error.None;
    }

    /// <summary>One side of the epoch: its devices by the named list, and its owner's viewer by its terms.</summary>
    private readonly record struct Side(
        EpochView Epoch, AgentDirectory Directory, DeviceList List, ConnectionTerms Terms)
    {
        private Guid Agent => Directory.Identity.Agent;

        public bool Admits(RosterEntry entry) =>
            entry.Agent == Agent && (entry.Kind == ReaderKind.Device ? AdmitsDevice(entry) : AdmitsViewer(entry));

        public bool NamesUnknownViewer()
        {
            foreach (var entry in Viewers())
                if (!Directory.Viewers(entry.Device).Any())
                    return true;
            return false;
        }

        public bool HasSecondViewer() => Viewers().Count() > 1;

        public bool OmitsViewer() => Terms.OwnerRead == OwnerRead.Everything && !Viewers().Any();

        public bool OmitsDevice()
        {
            foreach (var listed in List.Devices)
                if (!IsNamed(listed))
                    return true;
            foreach (var later in Directory.LaterLists(List.Version, Epoch.Created))
                foreach (var listed in later.Devices)
                    if (listed.Added + Cxe1Limits.RosterGrace <= Epoch.Created && !IsNamed(listed))
                        return true;
            return false;
        }

        private bool AdmitsDevice(RosterEntry entry)
        {
            if (entry.Agent == Epoch.SenderAgent && entry.Device == Epoch.SenderDevice) return false;
            return entry.IdentityHash == List.AikHash
                && List.Find(entry.Device) is not null
                && Directory.LaterLists(List.Version, Epoch.Created)
                    .All(later => later.Find(entry.Device) is not null);
        }

        private bool AdmitsViewer(RosterEntry entry)
        {
            var created = Epoch.Created;
            return Terms.AdmitsViewer
                && entry.IdentityHash == Directory.Identity.OikHash
                && Directory.Viewers(entry.Device).Any(one => one.KeyId == entry.KeyId && one.IsValidAt(created));
        }

        private IEnumerable<RosterEntry> Viewers()
        {
            for (var i = 0; i < Epoch.EntryCount; i++)
                if (Epoch.Entry(i) is { Kind: ReaderKind.OwnerViewer } entry && entry.Agent == Agent)
                    yield return entry;
        }

        private bool IsNamed(ListedDevice listed) =>
            (Agent == Epoch.SenderAgent && listed.Device == Epoch.SenderDevice)
            || Epoch.IndexOf(Agent, listed.Device, ReaderKind.Device) >= 0;
    }
}
