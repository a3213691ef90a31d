using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Sending, receiving and asking.</summary>
public sealed partial class AgentClient
{
    /// <summary>
    /// Seals and sends a message. Completes with the server's receipt: accepted or held, on its disk.
    /// </summary>
    /// <param name="peer">To whom; connected by an invite.</param>
    /// <param name="category">What it is about; the contract decides what becomes of it.</param>
    /// <param name="message">What only the peer's devices will read.</param>
    /// <param name="options">Null for <see cref="SendOptions.Default"/>.</param>
    /// <param name="ct">
    /// Cancels the wait. A message that was sealed before stays in the outbox and is sent all the same.
    /// </param>
    /// <exception cref="SendRefusedException">The server finally refused it.</exception>
    /// <exception cref="ExchangeException">It could not be sealed, the peer is not known for certain, or the store
    /// failed.</exception>
    public async Task<SendReceipt> SendAsync(
        AgentId peer, Category category, Message message, SendOptions? options = null,
        CancellationToken ct = default) =>
        await (await QueueAsync(peer, category, message, options, ct)).Receipt.WaitAsync(ct);

    /// <summary>
    /// Seals a message and stores it in the outbox. Completes when that is on this device's disk; the receipt comes
    /// later. Two calls one after the other leave in that order.
    /// </summary>
    /// <inheritdoc cref="SendAsync" path="/param" />
    /// <inheritdoc cref="SendAsync" path="/exception" />
    public async Task<PostedMessage> PostAsync(
        AgentId peer, Category category, Message message, SendOptions? options = null, CancellationToken ct = default)
    {
        var pending = await QueueAsync(peer, category, message, options, ct);
        return new PostedMessage(pending.EnvelopeId, pending.Receipt);
    }

    /// <summary>
    /// Sends a question and waits for the message that answers it, which is then not given by
    /// <see cref="ReceiveAsync"/>.
    /// </summary>
    /// <param name="peer">Whom to ask.</param>
    /// <param name="category">What it is about.</param>
    /// <param name="question">The question; a text is sent as a query.</param>
    /// <param name="deadline">How long to wait for the answer.</param>
    /// <param name="options">Null for the defaults; the time to live is the deadline at most.</param>
    /// <param name="ct">Cancels the wait.</param>
    /// <returns>The answer, not acknowledged yet.</returns>
    /// <exception cref="TimeoutException">No answer came in time; a later one comes by
    /// <see cref="ReceiveAsync"/>.</exception>
    public async Task<ReceivedMessage> AskAsync(
        AgentId peer, Category category, Message question, TimeSpan deadline, SendOptions? options = null,
        CancellationToken ct = default)
    {
        options ??= SendOptions.Default;
        if (options.TimeToLive > deadline && deadline >= TimeSpan.FromSeconds(1))
            options = options with { TimeToLive = deadline };
        if (question.Type == ContentType.Text) question = question with { Type = ContentType.Query };
        var pending = await QueueAsync(peer, category, question, options, ct, _mailbox);
        try
        {
            await pending.Receipt.WaitAsync(deadline, _core.Time, ct);
            return await pending.Answer.WaitAsync(deadline, _core.Time, ct);
        }
        finally
        {
            pending.StopAwaiting();
        }
    }

    /// <summary>
    /// Asks the server what became of a message that this device sent: how it was settled, and whether a device of the
    /// peer has acknowledged it by now.
    /// </summary>
    /// <param name="peer">To whom it was sent.</param>
    /// <param name="sequence">Its <see cref="SendReceipt.Sequence"/>.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <exception cref="ProblemException"><c>not-found</c>: the server keeps no such message any more.</exception>
    public async Task<ReceiptInfo> GetReceiptAsync(AgentId peer, long sequence, CancellationToken ct = default)
    {
        var api = await _core.Sessions.AsDeviceAsync(ct);
        return await api.GetReceiptAsync(Profile.Agent, peer, sequence, ct);
    }

    /// <summary>
    /// Everything that is not acknowledged, then whatever arrives, in the mailbox's order. One enumeration at a time; a
    /// new one starts again with what is not acknowledged.
    /// </summary>
    public IAsyncEnumerable<MailboxItem> ReceiveAsync(CancellationToken ct = default) => _mailbox.ReadAsync(ct);

    /// <summary>
    /// Everything that is not acknowledged of what the mailbox held when the client connected, and what has arrived
    /// since.
    /// </summary>
    /// <param name="ct">Cancels the wait for the rest of it.</param>
    public async Task<IReadOnlyList<MailboxItem>> ReceiveAvailableAsync(CancellationToken ct = default)
    {
        await ConnectAsync(ct);
        await _mailbox.ReachedAsync(Interlocked.Read(ref _headAtConnect)).WaitAsync(ct);
        await _parked.Tried.WaitAsync(ct);
        return await _mailbox.ReadAllAsync();
    }

    /// <summary>
    /// Says that the application is done with an entry: its text is wiped, and it is never given again once this
    /// completes.
    /// </summary>
    public async Task AckAsync(MailboxItem item)
    {
        await _core.Worker.RunAsync(() => _mailbox.Acknowledge(item));
        Session? session;
        lock (_gate) session = _session;
        session?.Acknowledge(_mailbox.Acknowledged);
    }

    private async Task<PendingSend> QueueAsync(
        AgentId peer, Category category, Message message, SendOptions? options, CancellationToken ct,
        Mailbox? awaiting = null)
    {
        options ??= SendOptions.Default;
        await TakePlaceAsync(options.WhenFull, ct);
        PendingSend? pending = null;
        try
        {
            pending = await SealAsync(peer, category, message, options, awaiting, ct);
            return pending;
        }
        finally
        {
            if (pending is null) _places.Release();
            else _ = pending.Receipt.ContinueWith(_ => FreePlace(), TaskScheduler.Default);
        }
    }

    private async ValueTask TakePlaceAsync(WhenFull whenFull, CancellationToken ct)
    {
        if (_places.Wait(0, ct)) return;
        if (whenFull == WhenFull.Throw)
        {
            throw new ExchangeException(
                "outbox-full", "As many messages are under way as this client allows: wait for receipts.",
                    retryable: true);
        }

        await _places.WaitAsync(ct);
    }

    private void FreePlace()
    {
        try
        {
            _places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The client was closed meanwhile; nobody waits any more.
        }
    }

    private async Task<PendingSend> SealAsync(
        AgentId to, Category category, Message message, SendOptions options, Mailbox? awaiting, CancellationToken ct)
    {
        var draft = MessageDraft.Of(category, message, options);
        var lineage = MessageDraft.LineageOf(options.InReplyTo);
        var hasAsked = false;
        for (var attempt = 0; ; attempt++)
        {
            var peer = await _core.Book.GetAsync(to, ct);
            var outbox = _outboxes.For(peer);
            var (pending, error) = await outbox.RunAsync(() =>
            {
                if (!hasAsked && outbox.MayOpenEpoch(peer) && _prekeys.AreNeeded(peer)) return (null, Cxe1Error.None);
                var queued = outbox.Seal(peer, draft, lineage, out var refusal);
                if (awaiting is not null) queued?.AwaitAnswer(awaiting);
                return (queued, refusal);
            });
            if (pending is not null)
            {
                outbox.Release(pending);
                return pending;
            }

            if (error == Cxe1Error.None)
            {
                hasAsked = true;
                attempt--;
                await _prekeys.ClaimAsync(peer, ct);
                continue;
            }

            await RemedyAsync(peer, draft, error, attempt, ct);
        }
    }

    /// <summary>Keys and terms may be older here than at the server: they are read again once.</summary>
    private async Task RemedyAsync(
        Peer peer, OutgoingMessage draft, Cxe1Error error, int attempt, CancellationToken ct)
    {
        if (attempt > 0) throw SealingErrors.Of(error, peer, draft.Category);
        switch (error)
        {
            case Cxe1Error.OwnCertificateInvalid:
                await _core.Enrolment.RenewAsync(ct);
                break;
            case Cxe1Error.RecipientKeysExpired or Cxe1Error.DirectoryStale or Cxe1Error.NoReaders
                or Cxe1Error.NoViewer or Cxe1Error.TermsUnknown:
                break;
            default:
                throw SealingErrors.Of(error, peer, draft.Category);
        }

        await _core.Book.RefreshAsync(peer.Agent, ct);
    }

    /// <summary>Tells the outcome of a message for which nobody waits.</summary>
    private void ReportOutcome(PendingSend pending) => _ = pending.Receipt.ContinueWith(
        done =>
        {
            if (done.IsCompletedSuccessfully) _core.Options.OnSettled?.Invoke(done.Result, null);
            else if (done.Exception?.InnerException is ExchangeException e and not ClosedException)
                _core.Options.OnSettled?.Invoke(null, e);
        },
        TaskScheduler.Default);
}
