namespace ContextExchange.Actors;

/// <summary>A timer of one activation. Disposing stops further callbacks; a running one is asked to cancel.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets the time to the next callback and the pause after each one.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
