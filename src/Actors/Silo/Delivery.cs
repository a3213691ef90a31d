namespace ContextExchange.Actors;

/// <summary>A message on its way; <see cref="Execute"/> is its arrival.</summary>
internal sealed class Delivery(GrainCall call, MessageKind kind) : IThreadPoolWorkItem
{
    public void Execute()
    {
        if (kind == MessageKind.Request) call.Target.Deliver(call);
        else call.Reply();
    }

    public override string ToString() => $"{kind} {call}";
}
