namespace ContextExchange.Actors;

/// <summary>A piece of work that runs on one <see cref="TurnQueue"/>; a link in that queue.</summary>
internal abstract class WorkItem
{
    internal WorkItem? Next { get; set; }

    /// <summary>Runs on the queue's thread of the moment, with the queue as synchronization context.</summary>
    internal abstract void Run(TurnQueue queue);
}
