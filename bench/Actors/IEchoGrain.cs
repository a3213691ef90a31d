namespace ContextExchange.Actors.Bench;

/// <summary>Small calls of every kind.</summary>
public interface IEchoGrain : IGrainWithStringKey
{
    /// <summary>Completes at once.</summary>
    Task<int> Echo(int value);

    /// <summary>Completes at once, without a task.</summary>
    ValueTask<int> EchoValue(int value);

    /// <summary>Gives its turn back once before it answers.</summary>
    Task<int> EchoLater(int value);

    /// <summary>Asks another grain.</summary>
    ValueTask<int> EchoThrough(IEchoGrain other, int value);
}
