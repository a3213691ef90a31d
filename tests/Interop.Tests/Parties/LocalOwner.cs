using System.Text;
using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Parties;

/// <summary>
/// What an owner does in C#: decide, read along, let a new device read history, tell an agent something, keep a vault.
/// </summary>
internal static class LocalOwner
{
    public static IReadOnlyList<byte[]> Approve(LocalParty party, IReadOnlyList<DecisionLine> decisions) =>
    [
        .. decisions.Select(one => Approval.Issue(
            party.Oik,
            Records.Envelope(one.Envelope),
            Records.Epoch(one.Epoch),
            one.Side,
            one.Decision,
            party.Random.NextId(),
            one.Expiry).Bytes.ToArray()),
    ];

    public static OwnerViewer ViewerOf(LocalParty party) => new(party.Context(), party.ViewerKeys, party.Clock);

    public static IReadOnlyList<ReadLine> Read(LocalParty party, IReadOnlyList<ItemLine> items)
    {
        var (viewer, own) = (ViewerOf(party), party.Directory());
        var opened = new Dictionary<Bytes32, OpenedEpoch>();
        var lines = new List<ReadLine>();
        foreach (var (epoch, message) in items)
        {
            if (epoch is not null)
            {
                var error = viewer.Open(epoch, own, party.PeerDirectory, out var one);
                if (one is not null) opened[one.Epoch.EpochHash] = one;
                lines.Add(new(error));
                continue;
            }
            var known = DeliveredMessage.TryParse(message, out var delivered, out _)
                && opened.TryGetValue(delivered.Envelope.EpochHash, out var its)
                ? its
                : null;
            lines.Add(known is null ? new(Cxe1Error.UnknownEpoch) : LocalDevice.ToLine(known.Read(message)));
        }
        foreach (var one in opened.Values) one.Dispose();
        return lines;
    }

    public static byte[] Rewrap(LocalParty party, byte[] epoch, Guid reader)
    {
        var own = party.Directory();
        var prekey = own.SignedPrekey(reader, party.Clock.Now)
            ?? throw new InvalidOperationException("The device has no signed prekey.");
        Assert.Equal(Cxe1Error.None, ViewerOf(party).Open(epoch, own, party.PeerDirectory, out var opened));
        Assert.NotNull(opened);
        using (opened) return opened.Rewrap(party.Oik, prekey).Bytes.ToArray();
    }

    public static byte[] SealNote(LocalParty party, Bytes32 envelope, OwnerSide side, bool toPeer, string text)
    {
        var (directory, now) = (toPeer ? party.PeerDirectory : party.Directory(), party.Clock.Now);
        var note = OwnerNote.Issue(
            party.Oik, envelope, party.Connection, directory.Identity.Agent, side, now, text);
        return SealedNote.Seal(note, directory.SignedPrekeys(now)).Bytes.ToArray();
    }

    public static string SealVault(LocalParty party, Guid owner, string origin, string name, string passphrase)
    {
        // The keys are the party's own, so the vault is not disposed.
        var vault = new OwnerVault
        {
            Owner = owner,
            Oik = party.Oik,
            Origin = origin,
            Viewers = [.. party.VaultViewers()],
            Agents =
            [
                new(party.Identity.Agent, party.Aik, name),
                new(
                    party.Random.NextId(),
                    LocalParty.Exportable(SignatureAlgorithm.Ed25519, party.Random.Bytes(32)),
                    ""),
            ],
        };
        return OwnerVault.ToLink(origin, vault.Seal(Encoding.UTF8.GetBytes(passphrase), new(64, 2)));
    }

    public static OpenedVaultLine OpenVault(string link, string passphrase)
    {
        if (!OwnerVault.TryReadLink(link, out var blob)) return new("NoLink");
        if (!OwnerVault.TryOpen(
            Encoding.UTF8.GetBytes(passphrase), blob, out var vault, out var refusal, out var error))
            return new(refusal == VaultRefusal.None ? error.ToString() : refusal.ToString());
        using (vault)
            return new("None", new(
                vault.Owner,
                vault.Oik.Export(KeyBlobFormat.RawPrivateKey),
                vault.Origin,
                [.. vault.Viewers.Select(one => new ViewerLine(
                    one.Viewer, one.Ovk.Export(KeyBlobFormat.RawPrivateKey), one.NotBefore, one.NotAfter))],
                [.. vault.Agents.Select(one => new VaultAgentLine(
                    one.Agent, one.Aik.Export(KeyBlobFormat.RawPrivateKey), one.Name))]));
    }
}
