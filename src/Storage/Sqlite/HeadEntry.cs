namespace ContextExchange.Storage;

/// <summary>A mailbox's head as the writer sees it: the database's row plus what the open batch did to it.</summary>
internal sealed class HeadEntry(long id, AgentId mailbox)
{
    public long Id => id;

    public AgentId Mailbox => mailbox;

    public long Epoch { get; set; }

    public long Sequence { get; set; }

    /// <summary>Milliseconds since 1970; null when nothing waits.</summary>
    public long? NextExpiry { get; set; }

    /// <summary>It stands in the batch's list of heads to write.</summary>
    public bool IsTouched { get; set; }

    public bool ExpiryChanged { get; set; }

    /// <summary>The batch's rows of this mailbox, linked by <see cref="AppendRequest.Next"/>.</summary>
    public AppendRequest? FirstRow { get; private set; }

    private AppendRequest? _lastRow;

    public void Add(AppendRequest row)
    {
        if (_lastRow is null) FirstRow = row;
        else _lastRow.Next = row;
        _lastRow = row;
    }

    /// <summary>The batch was written.</summary>
    public void Settle()
    {
        IsTouched = false;
        ExpiryChanged = false;
        FirstRow = null;
        _lastRow = null;
    }
}
