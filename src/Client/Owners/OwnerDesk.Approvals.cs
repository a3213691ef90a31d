using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Decisions about held messages: the text is read before, the decision is signed.</summary>
public sealed partial class OwnerDesk
{
    /// <summary>
    /// What waits for this owner's decision about this profile's agent, oldest first, opened with the owner's viewer.
    /// A message that proves tampering has suspended its connection.
    /// </summary>
    public async Task<IReadOnlyList<HeldMessage>> GetApprovalsAsync(CancellationToken ct = default)
    {
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        var held = new List<HeldMessage>();
        var waiting = (await owner.GetApprovalsAsync(ct)).Where(one => one.Side == Profile.Agent);
        foreach (var ofPeer in waiting.GroupBy(PeerOf))
        {
            using var reader = await ReaderAsync(ofPeer.Key, ct);
            foreach (var info in ofPeer)
            {
                var read = await reader.ReadAsync(0, info.HeldAt, info.Envelope, ct);
                if (read.IsAttack) await _core.Guard.SuspendAsync(ofPeer.Key, read.Reason ?? "owner-alarm", ct);
                held.Add(new HeldMessage(info, read.Content, read.Reason));
            }
        }

        return [.. held.OrderBy(one => one.Info.HeldAt)];
    }

    /// <summary>Signs the owner's yes to exactly this message and lets it pass.</summary>
    /// <exception cref="ExchangeException"><c>not-readable</c>: nobody decides about what was not read.</exception>
    public async Task ApproveAsync(HeldMessage held, CancellationToken ct = default)
    {
        if (held.Content is null)
        {
            throw new ExchangeException(
                "not-readable",
                $"The message cannot be opened here ({held.Reason}): reject it, or have it sent again.");
        }

        var owner = await _core.Sessions.AsOwnerAsync(ct);
        using var reader = await ReaderAsync(PeerOf(held.Info), ct);
        var message = Parse(held.Info);
        var epoch = (await reader.EpochOfAsync(message.Envelope.EpochHash, ct)).Opened
            ?? throw new ExchangeException("not-readable", "The message's epoch cannot be opened any more.");
        var approval = Approval.Issue(
            Profile.OwnerKeys.Identity, message.Envelope, epoch.Epoch, SideOf(held.Info), ApprovalDecision.Approve,
            AgentId.New().Value);
        await owner.DecideAsync(
            held.Info, new DecisionRequest(Verdict.Approve, approval.Bytes.ToArray(), null), ct);
    }

    /// <summary>Rejects a held message for good.</summary>
    public async Task RejectAsync(HeldMessage held, CancellationToken ct = default)
    {
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        await owner.DecideAsync(held.Info, new DecisionRequest(Verdict.Reject, null, null), ct);
    }

    /// <summary>Rejects a held message, with a word to the agent that wrote it: sealed, so that no server reads
    /// it.</summary>
    /// <param name="held">From <see cref="GetApprovalsAsync"/>.</param>
    /// <param name="note">At most 1,024 bytes of UTF-8; null for none.</param>
    /// <param name="ct">Cancels the wait, not the decision.</param>
    /// <exception cref="ExchangeException"><c>usage</c>: the note is too long. <c>recipient-keys-expired</c>: no device
    /// of the agent has a key in force.</exception>
    public async Task SendBackAsync(HeldMessage held, string? note, CancellationToken ct = default)
    {
        var owner = await _core.Sessions.AsOwnerAsync(ct);
        byte[]? sealedNote = null;
        if (!string.IsNullOrEmpty(note))
        {
            if (System.Text.Encoding.UTF8.GetByteCount(note) > OwnerNote.MaxText)
                throw new ExchangeException("usage", $"A note has at most {OwnerNote.MaxText} bytes.");
            sealedNote = await SealNoteAsync(held.Info, note, ct);
        }

        await owner.DecideAsync(held.Info, new DecisionRequest(Verdict.SendBack, null, sealedNote), ct);
    }

    private async Task<byte[]> SealNoteAsync(ApprovalInfo info, string text, CancellationToken ct)
    {
        var peer = await _core.Book.RefreshAsync(PeerOf(info), ct);
        var message = Parse(info);
        var note = OwnerNote.Issue(
            Profile.OwnerKeys.Identity, message.EnvelopeHash, info.Connection.Value, info.Sender.Value, SideOf(info),
            Now, text);
        var writer = info.Sender == Profile.Agent ? peer.Own : peer.Directory;
        var prekeys = writer.SignedPrekeys(Now);
        if (prekeys.Count == 0) throw SealingErrors.Of(Cxe1Error.RecipientKeysExpired);
        return SealedNote.Seal(note, prekeys).Bytes.ToArray();
    }

    private static DeliveredMessage Parse(ApprovalInfo info) =>
        DeliveredMessage.TryParse(info.Envelope, out var message, out _)
            ? message
            : throw new ExchangeException("not-readable", "The server shows what is no message.");

    private static AgentId PeerOf(ApprovalInfo info) => info.Side == info.Sender ? info.Recipient : info.Sender;

    private static OwnerSide SideOf(ApprovalInfo info) =>
        info.Side == info.Sender ? OwnerSide.Sender : OwnerSide.Recipient;
}
