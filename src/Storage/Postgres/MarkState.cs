namespace ContextExchange.Storage;

/// <summary>A sender's mark as a section's steps are judged against it.</summary>
/// <param name="key">See <see cref="MarkKey"/>.</param>
/// <param name="connection">Where.</param>
/// <param name="device">The sender; the zero device for entries that settle no number.</param>
/// <param name="before">The newest number before the section; <see cref="Any"/> for the zero device.</param>
internal sealed class MarkState(Guid key, ConnectionId connection, DeviceId device, long before)
{
    /// <summary>The numbers of the zero device are given by the server.</summary>
    public const long Any = -1;

    public Guid Key => key;

    public ConnectionId Connection => connection;

    public DeviceId Device => device;

    public long Before => before;

    public long Sequence => before + Rows.Count;

    /// <summary>Its place among the section's marks, from 1.</summary>
    public int Index { get; set; }

    /// <summary>
    /// The accepted rows, in the order of their numbers: as they were called, or as they lie where the number is the
    /// server's, so that a mark's rows lie in the order of their numbers.
    /// </summary>
    public List<StepRequest> Rows { get; } = [];

    public void Add(StepRequest row)
    {
        Rows.Add(row);
        row.Ordinal = Rows.Count;
    }
}
