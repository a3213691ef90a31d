namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Whether an epoch's readers are exactly the devices of the two signed lists that were in force when it was opened:
/// nobody more, who could read along, and nobody less, who would miss the message.
/// </summary>
public static class RosterRule
{
    /// <summary>Checks the sender device and the roster.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sender">The sending agent's directory.</param>
    /// <param name="recipient">The receiving agent's directory.</param>
    /// <returns>
    /// None, <see cref="Cxe1Error.DirectoryStale"/>, <see cref="Cxe1Error.DeviceNotListed"/>,
    /// <see cref="Cxe1Error.RosterNamesGhost"/> or <see cref="Cxe1Error.RosterOmitsDevice"/>.
    /// </returns>
    public static Cxe1Error Check(EpochView epoch, AgentDirectory sender, AgentDirectory recipient)
    {
        if (sender.List(epoch.SenderListVersion) is not { } senderList) return Cxe1Error.DirectoryStale;
        if (recipient.List(epoch.RecipientListVersion) is not { } recipientList) return Cxe1Error.DirectoryStale;
        if (senderList.Find(epoch.SenderDevice) is not { } own) return Cxe1Error.DeviceNotListed;
        foreach (var later in sender.LaterLists(senderList.Version, epoch.Created))
            if (later.Find(epoch.SenderDevice)?.Dsk != own.Dsk)
                return Cxe1Error.DeviceNotListed;

        if (NamesGhost(epoch, sender, senderList, recipient, recipientList)) return Cxe1Error.RosterNamesGhost;
        return Omits(epoch, sender, senderList) || Omits(epoch, recipient, recipientList)
            ? Cxe1Error.RosterOmitsDevice
            : Cxe1Error.None;
    }

    private static bool NamesGhost(
        EpochView epoch,
        AgentDirectory sender,
        DeviceList senderList,
        AgentDirectory recipient,
        DeviceList recipientList)
    {
        for (var i = 0; i < epoch.EntryCount; i++)
        {
            var entry = epoch.Entry(i);
            var isSenders = entry.Agent == sender.Identity.Agent;
            if (!isSenders && entry.Agent != recipient.Identity.Agent) return true;
            if (isSenders && entry.Device == epoch.SenderDevice) return true;
            var directory = isSenders ? sender : recipient;
            if (!IsInForce(entry, directory, isSenders ? senderList : recipientList, epoch.Created)) return true;
        }
        return false;
    }

    /// <summary>Viewers come with the next stage; until then no signed record of theirs is known here.</summary>
    private static bool IsInForce(RosterEntry entry, AgentDirectory directory, DeviceList list, long created) =>
        entry.Kind == ReaderKind.Device
        && entry.IdentityHash == directory.Identity.AikHash
        && list.Find(entry.Device) is not null
        && directory.LaterLists(list.Version, created).All(later => later.Find(entry.Device) is not null);

    private static bool Omits(EpochView epoch, AgentDirectory directory, DeviceList list)
    {
        foreach (var listed in list.Devices)
            if (!IsNamed(epoch, directory, listed))
                return true;
        foreach (var later in directory.LaterLists(list.Version, epoch.Created))
            foreach (var listed in later.Devices)
                if (listed.Added + Cxe1Limits.RosterGrace <= epoch.Created && !IsNamed(epoch, directory, listed))
                    return true;
        return false;
    }

    private static bool IsNamed(EpochView epoch, AgentDirectory directory, ListedDevice listed)
    {
        var agent = directory.Identity.Agent;
        return (agent == epoch.SenderAgent && listed.Device == epoch.SenderDevice)
            || epoch.IndexOf(agent, listed.Device, ReaderKind.Device) >= 0;
    }
}
