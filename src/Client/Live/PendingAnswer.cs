using ContextExchange.Protocol.Frames;

namespace ContextExchange.Client;

/// <summary>A call on a socket whose answer has not come.</summary>
internal abstract class PendingAnswer
{
    public abstract void Take(in Frame frame);

    public abstract void Fail(Exception reason);
}

/// <inheritdoc />
internal sealed class PendingAnswer<T>(Func<Frame, T> read) : PendingAnswer
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _completion.Task;

    public override void Take(in Frame frame) => _completion.TrySetResult(read(frame));

    public override void Fail(Exception reason) => _completion.TrySetException(reason);
}
