using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;

namespace ContextExchange.Interop.Tests.Fuzzing;

/// <summary>
/// The verdicts in C#: a refusal's name, or None and what else both languages must agree on. The other half stands in
/// sdk/typescript/interop/judge.ts, case by case the same.
/// </summary>
internal sealed class LocalJudge
{
    private delegate bool TryParse<T>(ReadOnlyMemory<byte> bytes, out T? record, out Cxe1Error error);

    private readonly LocalParty _party;
    private readonly LocalDevice _device;
    private readonly AgentDirectory _own;
    private readonly PublishedLine _peer;
    private readonly MemoryDeviceStore _store;

    private LocalJudge(LocalParty party, PublishedLine peer)
    {
        _party = party;
        _device = party.Devices[0];
        _own = party.Directory();
        _peer = peer;
        _store = _device.Store.WithoutCommit();
    }

    public static IReadOnlyList<string> Judge(
        LocalParty party, PublishedLine peer, IReadOnlyList<CaseLine> cases)
    {
        var judge = new LocalJudge(party, peer);
        return [.. cases.Select(judge.Verdict)];
    }

    private string Verdict(CaseLine one) => one.What switch
    {
        "agentCertificate" => Record<AgentCertificate>(one, AgentCertificate.TryParse),
        "deviceCertificate" => Record<DeviceCertificate>(one, DeviceCertificate.TryParse),
        "deviceList" => Record<DeviceList>(one, DeviceList.TryParse),
        "viewerCertificate" => Record<ViewerCertificate>(one, ViewerCertificate.TryParse),
        "prekey" => Record<Prekey>(one, Prekey.TryParse),
        "terms" => Record<ConnectionTerms>(one, ConnectionTerms.TryParse),
        "approval" => Record<Approval>(one, Approval.TryParse),
        "ownerNote" => Record<OwnerNote>(one, OwnerNote.TryParse),
        "nack" => Record<Nack>(one, Nack.TryParse),
        "rewrap" => Record<Rewrap>(one, Rewrap.TryParse),
        "rotation" => Record<Rotation>(one, Rotation.TryParse),
        "connectProof" => Record<ConnectProof>(one, ConnectProof.TryParse),
        "sealedNote" => SealedNote.TryParse(one.Bytes, out var note, out var error)
            ? "None " + string.Join(' ', note.Devices.Select(device => device.ToString("N")))
            : error.ToString(),
        "content" => ContentCodec.TryRead(one.Bytes, out var content, out var error)
            ? "None " + content.Text
            : error.ToString(),
        "vault" => Vault(one.Bytes),
        "epochForm" => EpochView.TryParse(one.Bytes, out var epoch, out var error)
            ? $"None {epoch.EpochHash} {Word(epoch.IsComplete)} {Word(epoch.VerifySignature(Signer(one)))}"
            : error.ToString(),
        "envelope" => EnvelopeView.TryParse(one.Bytes, out var view, out var error)
            ? $"None {view.ComputeHash()} {Word(view.CiphertextMatches())} {Word(view.VerifySignature(Signer(one)))}"
            : error.ToString(),
        "delivered" => DeliveredMessage.TryParse(one.Bytes, out var message, out var error)
            ? $"None {message.Approvals.Length}"
            : error.ToString(),
        "epoch" => _device.ReceiverOn(_store)
            .AcceptEpoch(_party.Context(), one.Bytes, _own, _party.PeerDirectory).ToString(),
        "message" => Message(one.Bytes),
        "owner" => Owner(one),
        "history" => History(one),
        "nackAnswer" => NackAnswer(one.Bytes),
        "ownTerms" => NextTerms(one.Bytes, own: true),
        "peerTerms" => NextTerms(one.Bytes, own: false),
        "note" => Note(one),
        "peerList" => DeviceList.TryParse(one.Bytes, out var list, out var error)
            ? Directory(list: list)
            : error.ToString(),
        "peerCertificate" => DeviceCertificate.TryParse(one.Bytes, out var certificate, out var error)
            ? Directory(certificate: certificate)
            : error.ToString(),
        "peerPrekey" => Prekey.TryParse(one.Bytes, out var prekey, out var error)
            ? Directory(prekey: prekey)
            : error.ToString(),
        "peerViewer" => ViewerCertificate.TryParse(one.Bytes, out var viewer, out var error)
            ? Directory(viewer: viewer)
            : error.ToString(),
        _ => throw new ArgumentException($"Nobody judges {one.What}.", nameof(one)),
    };

    private static string Record<T>(CaseLine one, TryParse<T> tryParse) where T : SignedRecord =>
        tryParse(one.Bytes, out var record, out var error) && record is not null
            ? $"None {record.Hash} {Word(record.VerifySignature(Signer(one)))}"
            : error.ToString();

    private static string Vault(byte[] content)
    {
        if (!OwnerVaultCodec.TryRead(content, out var vault, out var error)) return error.ToString();
        using (vault) return $"None {vault.Owner:N} {vault.Origin}";
    }

    private string Message(byte[] delivered)
    {
        var outcome = _device.ReceiverOn(_store).Receive(_party.Context(), delivered);
        return outcome.Error == Cxe1Error.None
            ? $"None {Word(outcome.IsDuplicate)} {Word(outcome.HasPredecessor)} {outcome.Message?.Content.Text}"
            : outcome.Error.ToString();
    }

    private string Owner(CaseLine one)
    {
        var error = LocalOwner.ViewerOf(_party).Open(one.Bytes, _own, _party.PeerDirectory, out var opened);
        if (opened is null) return error.ToString();
        using (opened)
        {
            var reading = opened.Read(one.Beside);
            return reading.Message is { } message ? "None None " + message.Content.Text : $"None {reading.Error}";
        }
    }

    private string History(CaseLine one)
    {
        if (!Rewrap.TryParse(one.Beside, out var rewrap, out var error)) return error.ToString();
        error = HistoryReader.Open(
            _store,
            _device.Keys,
            _party.Context(),
            one.Bytes,
            rewrap,
            _own,
            _party.PeerDirectory,
            _party.Clock.Now,
            out var opened);
        using (opened) return opened is null ? error.ToString() : $"None {opened.Epoch.EpochHash}";
    }

    private string NackAnswer(byte[] bytes)
    {
        if (!Nack.TryParse(bytes, out var nack, out var error)) return error.ToString();
        using var sender = _device.SenderOn(_store);
        var outcome = sender.Reseal(_party.Context(), nack, _own, _party.PeerDirectory);
        return $"{outcome.Error} {outcome.Resealed.Count} {outcome.Undelivered.Count}";
    }

    private string NextTerms(byte[] bytes, bool own)
    {
        if (!ConnectionTerms.TryParse(bytes, out var terms, out var error)) return error.ToString();
        var context = _party.Context();
        var known = own ? context.OwnTerms : context.PeerTerms;
        return TermsChain.Check(terms, context.Expected(own), known, _party.Clock.Now).ToString();
    }

    private string Note(CaseLine one)
    {
        if (!SealedNote.TryParse(one.Bytes, out var note, out var error)) return error.ToString();
        error = note.Open(
            _store,
            _device.Keys,
            new(one.Beside),
            _party.Connection,
            OwnerSide.Recipient,
            Signer(one),
            out var opened);
        return opened is null ? error.ToString() : "None " + opened.Text;
    }

    /// <summary>The other side's directory with one more record.</summary>
    private string Directory(
        DeviceList? list = null,
        DeviceCertificate? certificate = null,
        Prekey? prekey = null,
        ViewerCertificate? viewer = null)
    {
        static List<T> With<T>(IReadOnlyList<byte[]> published, Func<byte[], T> read, T? more) where T : class =>
            more is null ? [.. published.Select(read)] : [.. published.Select(read), more];
        AgentDirectory.TryVerify(
            _peer.Identity.ToIdentity(),
            With(_peer.Lists, Records.DeviceList, list),
            With(_peer.Certificates, Records.DeviceCertificate, certificate),
            With(_peer.Prekeys, Records.Prekey, prekey),
            With(_peer.Viewers, Records.ViewerCertificate, viewer),
            out _,
            out var error);
        return error.ToString();
    }

    private static Bytes32 Signer(CaseLine one) => one.Signer ?? default;

    private static string Word(bool value) => value ? "true" : "false";
}
