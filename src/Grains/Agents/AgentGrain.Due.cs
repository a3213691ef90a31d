using ContextExchange.Cryptography.Cxe1;
using ContextExchange.Grains.Connections;
using ContextExchange.Grains.Storage;

namespace ContextExchange.Grains.Agents;

/// <summary>Deadlines: messages that nobody acknowledged in time, and notices that are still to be told.</summary>
internal sealed partial class AgentGrain
{
    private readonly HashSet<long> _reported = [];
    private readonly SemaphoreSlim _scans = new(1, 1);

    public async Task CarryOutDue()
    {
        // What waits in the mailbox of a deleted agent expires like any other: its senders are told.
        if (!WasCreated) return;
        // Woken for nothing that is known here: another activation has left it, and the head says what.
        if (State.PeersToTell.Length == 0 && _mailbox is { } known && !(known.NextExpiry <= Now)) Drop(known);
        await ChangeAsync(async () =>
        {
            await TellPeersAsync();
            return Refusal.None;
        });
        // Who comes during a scan waits for it: the answer says that what is due by now is done.
        await _scans.WaitAsync();
        try
        {
            await ReportExpiredAsync();
        }
        finally
        {
            _scans.Release();
        }
    }

    /// <summary>
    /// Tells the senders of what expired unacknowledged. Everything that expires before the head's next expiry was told
    /// before; a crash in between tells it twice, with the same (message, kind).
    /// </summary>
    private async Task ReportExpiredAsync()
    {
        var mailbox = await MailboxAsync(long.MaxValue);
        var now = Now;
        if (mailbox.NextExpiry is not { } from || from > now) return;

        mailbox.BeginExpiryScan();
        var after = mailbox.Acknowledged;
        while (after < mailbox.Committed)
        {
            var entries = await _log.ReadMailboxAsync(_id, after, MaxPushed, PageBytes);
            if (entries.Count == 0) break;
            foreach (var entry in entries) await ReportAsync(mailbox, entry, from, now);
            after = entries[^1].Sequence;
        }

        if (_mailbox != mailbox) return;
        await _log.SetNextExpiryAsync(_id, mailbox.Epoch, mailbox.NextExpiry);
        if (!(mailbox.NextExpiry <= now)) _reported.Clear();
    }

    private async Task ReportAsync(Mailbox mailbox, MailboxEntry entry, DateTimeOffset from, DateTimeOffset now)
    {
        if (entry.Kind != EntryKind.Message || entry.Sequence <= mailbox.Acknowledged) return;
        if (!DeliveredMessage.TryParse(entry.Body, out var message, out _)) return;
        var expires = EnvelopeExpiry.Of(entry.Body);
        if (expires < from || _reported.Contains(entry.Sequence)) return;
        if (expires <= now
            && await TellAsync(
                new(message.Envelope.SenderAgent), NoticeKind.Undelivered, new(message.Envelope.EnvelopeId),
                entry.Connection))
        {
            _reported.Add(entry.Sequence);
            return;
        }

        mailbox.NoteExpiry(expires);
    }
}
