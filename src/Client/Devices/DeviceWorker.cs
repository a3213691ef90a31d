using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace ContextExchange.Client;

/// <summary>
/// The one thread that reads and writes a device's store. Work that waits is done in one group with one flush; nobody
/// hears of a result before it is on disk. After a failed flush everything later fails too: what the disk holds is then
/// unknown.
/// </summary>
internal sealed class DeviceWorker : IAsyncDisposable
{
    private const int Capacity = 1_024;
    private const int MaxGroup = 256;

    private readonly DeviceStore _store;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? _failure;

    public DeviceWorker(DeviceStore store)
    {
        _store = store;
        new Thread(Run) { IsBackground = true, Name = "cex device" }.Start();
    }

    /// <summary>Does the work in its turn; completes when its writes are on disk.</summary>
    /// <param name="work">What to do, on the worker's thread.</param>
    /// <param name="undone">
    /// Called on the worker's thread when the work's writes were undone, before any later work: what the work has
    /// changed
    /// in memory must go back too. Null when it changes nothing there.
    /// </param>
    public async Task<T> RunAsync<T>(Func<T> work, Action? undone = null)
    {
        var item = new Work<T>(work, undone);
        await _queue.Writer.WriteAsync(item).ConfigureAwait(false);
        return await item.Result.ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync{T}(Func{T}, Action)" />
    public Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Finishes what is queued and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopped.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        var group = new List<Work>(MaxGroup);
        while (WaitForWork())
        {
            group.Clear();
            while (group.Count < MaxGroup && _queue.Reader.TryRead(out var work)) group.Add(work);
            RunGroup(group);
            foreach (var work in group) work.Complete(_failure);
        }

        _stopped.SetResult();
    }

    /// <summary>A thread of its own may block; the pool's may not.</summary>
    private bool WaitForWork()
    {
        var waiting = _queue.Reader.WaitToReadAsync();
        return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }

    private void RunGroup(List<Work> group)
    {
        if (_failure is not null) return;
        try
        {
            using var transactions = _store.BeginGroup();
            foreach (var work in group) RunOne(transactions, work);
            transactions.Commit();
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Work that throws is undone alone; the rest of the group goes on.</summary>
    private static void RunOne(StoreGroup group, Work work)
    {
        using (var part = group.BeginNested())
        {
            if (work.TryRun())
            {
                part.Commit();
                return;
            }
        }

        work.Undo();
    }

    private abstract class Work
    {
        public abstract bool TryRun();

        public abstract void Undo();

        public abstract void Complete(ExceptionDispatchInfo? failure);
    }

    private sealed class Work<T>(Func<T> work, Action? undone) : Work
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _value = default!;
        private Exception? _exception;

        public Task<T> Result => _completion.Task;

        public override bool TryRun()
        {
            try
            {
                _value = work();
                return true;
            }
            catch (Exception e)
            {
                _exception = e;
                return false;
            }
        }

        public override void Undo() => undone?.Invoke();

        public override void Complete(ExceptionDispatchInfo? failure)
        {
            if (failure is not null && _exception is null) Undo();
            if (failure is not null) _completion.SetException(failure.SourceException);
            else if (_exception is not null) _completion.SetException(_exception);
            else _completion.SetResult(_value);
        }
    }
}
