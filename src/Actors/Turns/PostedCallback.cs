namespace ContextExchange.Actors;

/// <summary>A continuation that comes back to its queue after an await.</summary>
internal sealed class PostedCallback(SendOrPostCallback callback, object? state) : WorkItem
{
    internal override void Run(TurnQueue queue) => callback(state);
}
