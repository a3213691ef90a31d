namespace ContextExchange.Actors;

/// <summary>Production: turns run on the thread pool, messages arrive at once.</summary>
internal sealed class ThreadPoolScheduler : ActorScheduler
{
    public override void Schedule(IThreadPoolWorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
