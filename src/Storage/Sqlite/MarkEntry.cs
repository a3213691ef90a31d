namespace ContextExchange.Storage;

/// <summary>
/// A sender's mark as the writer sees it. The zero device numbers the entries of a conversation that settle nothing, so
/// that
/// they are found like the others.
/// </summary>
internal sealed class MarkEntry(ConnectionId connection, DeviceId device)
{
    public ConnectionId Connection => connection;

    public DeviceId Device => device;

    /// <summary>The row's id; 0 until it is written.</summary>
    public long Id { get; set; }

    public bool IsNew { get; set; }

    public long Sequence { get; set; }

    /// <summary>What the batch settled last; null outside a batch and for the zero device.</summary>
    public SenderMark? Newest { get; set; }

    public bool IsTouched { get; set; }

    /// <summary>The first number of the batch.</summary>
    public long FirstNumber { get; set; }

    /// <summary>Where the batch's rows lie; 0 while none was written.</summary>
    public long FirstPosition { get; private set; }

    public long LastPosition { get; private set; }

    public void Extend(long position)
    {
        if (FirstPosition == 0) FirstPosition = position;
        LastPosition = position;
    }

    /// <summary>The batch was written. The newest digest is let go: its array may belong to something large.</summary>
    public void Settle()
    {
        IsTouched = false;
        IsNew = false;
        Newest = null;
        FirstPosition = 0;
        LastPosition = 0;
    }
}
