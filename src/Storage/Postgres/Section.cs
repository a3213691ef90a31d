namespace ContextExchange.Storage;

/// <summary>
/// Requests that become one statement. They are asked for in a fixed order of kinds, not in the order of the calls, so
/// only those may share a section whose order does not matter: a request about something that another kind in it has
/// touched waits for the next one. Heads are locked first and the audit chain last, each kind in the order of its ids,
/// so that two writers never wait for each other.
/// </summary>
internal sealed class Section
{
    private readonly Dictionary<AgentId, SectionPart> _heads = [];

    public Section()
    {
        Locks = new HeadLockPart(_heads);
        All = [Locks, Claims, Expiries, Connections, Marks, Steps, Cursors, States, Epochs, Keeps, Rewraps, Audit];
    }

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<SectionPart> All { get; }

    public HeadLockPart Locks { get; }

    public ClaimPart Claims { get; } = new();

    public ExpiryPart Expiries { get; } = new();

    public ConnectionPart Connections { get; } = new();

    public MarkPart Marks { get; } = new();

    public StepPart Steps { get; } = new();

    public CursorPart Cursors { get; } = new();

    public StatePart States { get; } = new();

    public EpochPart Epochs { get; } = new();

    public KeepPart Keeps { get; } = new();

    public RewrapPart Rewraps { get; } = new();

    public AuditPart Audit { get; } = new();

    /// <summary>Notes that a kind of request touches a head; false when another kind does so already.</summary>
    public bool TryTouch(AgentId mailbox, SectionPart by) =>
        _heads.TryGetValue(mailbox, out var known) ? known == by : _heads.TryAdd(mailbox, by);

    public void Clear()
    {
        _heads.Clear();
        foreach (var part in All) part.Clear();
    }
}
