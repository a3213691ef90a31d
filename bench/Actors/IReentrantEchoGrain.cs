namespace ContextExchange.Actors.Bench;

/// <summary>As <see cref="IEchoGrain"/>, for a reentrant grain.</summary>
public interface IReentrantEchoGrain : IGrainWithStringKey
{
    /// <summary>Completes at once, without a task.</summary>
    ValueTask<int> EchoValue(int value);

    /// <summary>Gives its turn back once before it answers.</summary>
    Task<int> EchoLater(int value);

    /// <summary>Counts; the caller does not wait.</summary>
    [OneWay]
    void Count();

    /// <summary>Completes when the calls to <see cref="Count"/> have reached this number.</summary>
    Task Counted(int number);
}
