using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// One item of a connection's outbox, in memory: an epoch record, or a message and whoever waits for its receipt.
/// </summary>
internal sealed class PendingSend
{
    private static readonly Task<ReceivedMessage> Unasked = new TaskCompletionSource<ReceivedMessage>().Task;

    private readonly TaskCompletionSource<SendReceipt> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PendingSend(OutboxItem item, byte[] lineage)
    {
        Item = item;
        Lineage = lineage;
        if (item.IsEpoch) return;
        if (!EnvelopeView.TryParse(item.Bytes, out var envelope, out _))
            throw new DeviceStoreException("store-damaged", "The outbox holds what is no envelope.");
        Sequence = envelope.Sequence;
        EnvelopeId = new EnvelopeId(envelope.EnvelopeId);
    }

    public OutboxItem Item { get; }

    public byte[] Lineage { get; }

    /// <summary>0 for an epoch record.</summary>
    public long Sequence { get; }

    public EnvelopeId EnvelopeId { get; }

    /// <summary>On disk: it may leave.</summary>
    public bool IsStored { get; set; }

    /// <summary>How often it had to be sent or sealed again.</summary>
    public int Attempts { get; set; }

    /// <summary>The server was asked once to go on with this message's number.</summary>
    public bool IsMarkMoved { get; set; }

    /// <summary>The last refusal that did not settle it; null while there is none.</summary>
    public SendStatus? Refused { get; set; }

    /// <summary>
    /// Where the message goes on after it was sealed again; whoever waits for this one waits for that.
    /// </summary>
    public PendingSend? Successor { get; set; }

    /// <summary>The message that answers this one; never completes where nobody asked for it.</summary>
    public Task<ReceivedMessage> Answer { get; private set; } = Unasked;

    /// <summary>Where the answer is waited for; null where nobody asked for it.</summary>
    private Mailbox? Awaiting { get; set; }

    public Task<SendReceipt> Receipt => _completion.Task;

    /// <summary>From now on the answer is kept for whoever asked, under whatever envelope this is sent.</summary>
    public void AwaitAnswer(Mailbox mailbox)
    {
        Awaiting = mailbox;
        Answer = mailbox.AwaitAnswerTo(EnvelopeId);
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void StopAwaiting()
    {
        Awaiting?.StopAwaiting(EnvelopeId);
        Successor?.StopAwaiting();
    }

    public void Complete(SendReceipt receipt) => _completion.TrySetResult(receipt);

    public void Fail(Exception reason) => _completion.TrySetException(reason);

    /// <summary>Gives whoever waits for this item the outcome of the one that replaced it.</summary>
    public void FollowedBy(PendingSend successor)
    {
        // A peer can only answer what it gets: the wait goes on under the new envelope's id.
        Awaiting?.AwaitAnswerTo(successor.EnvelopeId, instead: EnvelopeId);
        successor.Awaiting = Awaiting;
        Successor = successor;
        successor.Attempts = Attempts;
        successor.IsMarkMoved = IsMarkMoved;
        _ = successor.Receipt.ContinueWith(
            done =>
            {
                if (done.IsCompletedSuccessfully) Complete(done.Result);
                else Fail(done.Exception?.InnerException ?? new OperationCanceledException());
            },
            TaskScheduler.Default);
    }
}
