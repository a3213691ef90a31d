namespace ContextExchange.Actors.Tests;

[Alias("test.IPostWatcher")]
public interface IPostWatcher : IGrainObserver
{
    [Alias("Seen"), OneWay]
    ValueTask Seen(int number);
}
