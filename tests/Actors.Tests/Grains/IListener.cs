namespace ContextExchange.Actors.Tests;

public interface IListener : IGrainObserver
{
    void Hear(int number);

    Task HearSlowly(Func<Task> wait);
}
