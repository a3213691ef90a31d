namespace ContextExchange.Actors.Tests;

/// <summary>A grain that does what its test says. Delegates cannot cross processes; tests stay in one.</summary>
public interface IScript : IGrainWithStringKey
{
    Task Run(Func<Script, Task> script);

    ValueTask<int> Answer(Func<Script, int> script);

    [AlwaysInterleave]
    Task RunInterleaved(Func<Script, Task> script);

    [ResponseTimeout("00:00:05")]
    Task RunAtMostFiveSeconds(Func<Script, Task> script);

    Task RunCancellable(Func<Script, CancellationToken, Task> script, CancellationToken cancellationToken);

    [OneWay]
    Task Fire(Func<Script, Task> script);

    void FireWithoutTask(Func<Script, Task> script);
}
