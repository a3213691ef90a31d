using System.Collections.Concurrent;

namespace ContextExchange.Actors.Tests;

/// <summary>What the silos of one test share beside the network: gates that calls wait at, and notes.</summary>
public sealed class PostOffice
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _reached = new();
    private int _runs;

    public ConcurrentQueue<string> Notes { get; } = new();

    public ConcurrentQueue<string> Ended { get; } = new();

    public int Runs => Volatile.Read(ref _runs);

    public void CountRun() => Interlocked.Increment(ref _runs);

    public TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, _ => New());

    /// <summary>Completes when a call waits at the gate.</summary>
    public Task Reached(string name) => _reached.GetOrAdd(name, _ => New()).Task;

    public async Task WaitAsync(string name, CancellationToken cancellationToken)
    {
        CountRun();
        _reached.GetOrAdd(name, _ => New()).TrySetResult();
        await Gate(name).Task.WaitAsync(cancellationToken);
    }

    public void Note(string text)
    {
        Notes.Enqueue(text);
        _reached.GetOrAdd(text, _ => New()).TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
