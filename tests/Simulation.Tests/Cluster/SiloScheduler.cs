using ContextExchange.Actors.TestingHost;

namespace ContextExchange.Simulation.Tests.Cluster;

/// <summary>
/// One silo's turns in the scheduler that all silos share: none is run while the silo is frozen, none after it died.
/// </summary>
internal sealed class SiloScheduler(string name, SeededScheduler shared) : ActorScheduler
{
    private readonly List<IThreadPoolWorkItem> _withheld = [];
    private List<Turn>? _ordered;

    public bool IsDead { get; private set; }

    public bool IsFrozen { get; private set; }

    public override bool IsDirect => false;

    public override int PiecesPerSlot => 1;

    public override void Schedule(IThreadPoolWorkItem item)
    {
        var turn = new Turn(this, item);
        if (_ordered is not null) _ordered.Add(turn);
        else if (!IsDead) shared.Schedule(turn);
    }

    public override void Send(MessageKind kind, GrainId target, GrainMethod method, IThreadPoolWorkItem delivery)
    {
        if (!IsDead) shared.Send(kind, target, method, new Turn(this, delivery));
    }

    /// <summary>
    /// What is scheduled meanwhile is put in the order of its names first: it comes from walks over hash tables, whose
    /// order is another in each process.
    /// </summary>
    public void InOrder(Action action)
    {
        if (_ordered is not null)
        {
            action();
            return;
        }

        var turns = _ordered = [];
        try
        {
            action();
        }
        finally
        {
            _ordered = null;
        }

        if (turns.Count > 1) turns = [.. turns.OrderBy(turn => turn.ToString(), StringComparer.Ordinal)];
        if (IsDead) return;
        foreach (var turn in turns) shared.Schedule(turn);
    }

    public void Die() => IsDead = true;

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        foreach (var item in _withheld) Schedule(item);
        _withheld.Clear();
    }

    private void Run(IThreadPoolWorkItem item)
    {
        if (IsDead) return;
        if (IsFrozen) _withheld.Add(item);
        else item.Execute();
    }

    private sealed class Turn(SiloScheduler silo, IThreadPoolWorkItem item) : IThreadPoolWorkItem
    {
        public void Execute() => silo.Run(item);

        public override string ToString() => $"{silo} {item}";
    }

    public override string ToString() => name;
}
