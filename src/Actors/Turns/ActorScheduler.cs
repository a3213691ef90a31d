namespace ContextExchange.Actors;

/// <summary>
/// The seam through which every turn and every message goes: the thread pool in production, a seeded single thread in
/// simulations. Replace it by registering another one in the services.
/// </summary>
public abstract class ActorScheduler
{
    /// <summary>
    /// Whether messages need no road: they arrive at once and in order, a call may run on its caller's thread when its
    /// target is idle, and <see cref="Send"/> is not asked.
    /// </summary>
    public virtual bool IsDirect => true;

    /// <summary>How many pieces of work one grain may run before it goes to the back of the line. At least 1.</summary>
    public virtual int PiecesPerSlot => 64;

    /// <summary>Runs <see cref="IThreadPoolWorkItem.Execute"/> once, later: never before this method returns.</summary>
    public abstract void Schedule(IThreadPoolWorkItem item);

    /// <summary>
    /// Sends a request or a reply on its way: <see cref="IThreadPoolWorkItem.Execute"/> delivers it. Called on the
    /// sender's thread unless <see cref="IsDirect"/>. A simulation may reorder, delay or lose messages here.
    /// </summary>
    /// <param name="kind">Request or reply.</param>
    /// <param name="target">The called grain or observer, for requests and replies alike.</param>
    /// <param name="method">The called method.</param>
    /// <param name="delivery">What delivers the message.</param>
    public virtual void Send(MessageKind kind, GrainId target, GrainMethod method, IThreadPoolWorkItem delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        delivery.Execute();
    }
}
