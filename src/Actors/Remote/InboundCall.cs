namespace ContextExchange.Actors;

/// <summary>
/// A call from another silo. It waits and runs like any other; only its outcome goes back over the link. Its caller
/// keeps the time, so this one only makes sure that it does not start after its deadline.
/// </summary>
internal sealed class InboundCall<TTarget, TInvoker, TResult>(
    CallTarget target, TInvoker invoker, RequestOrigin origin, CancellationTokenSource? token)
    : GrainCall<TTarget, TInvoker, TResult>(target, caller: null, invoker, origin.IsOneWay), IInboundCall
    where TTarget : class
    where TInvoker : struct, IGrainInvoker<TTarget, TResult>
{
    internal override bool MayStart => IsOneWay || Target.Runtime.Time.GetTimestamp() < origin.Deadline;

    public ulong Id => origin.Id;

    public void RefuseAsNotOwner()
    {
        if (!TrySettle()) return;
        token?.Dispose();
        origin.Link.AnswerNotOwner(this);
    }

    public void Forget()
    {
        if (!TrySettle()) return;
        // Also a call that runs is told; its callbacks are its own business and not the link's.
        if (token is not null) Target.Runtime.Scheduler.Schedule(new Cancelling(Target.Runtime, token));
    }

    private protected override void SetResult(TResult result)
    {
        token?.Dispose();
        var writer = MessageWriter.Rent(origin.Link.MaxFrame);
        try
        {
            writer.BeginFrame(FrameKind.Result);
            writer.PutVarint(origin.Id);
            TInvoker.WriteResult(writer, result);
            writer.EndFrame();
            origin.Link.Answer(this, writer.Written);
        }
        catch (OrleansException exception)
        {
            // The result has no codec or is too large: the caller hears that in place of it.
            origin.Link.AnswerFailure(this, exception);
        }
        finally
        {
            writer.Return();
        }
    }

    private protected override void SetException(Exception exception)
    {
        token?.Dispose();
        origin.Link.AnswerFailure(this, exception);
    }

    private sealed class Cancelling(ActorRuntime runtime, CancellationTokenSource token) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            try
            {
                token.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The call has just ended.
                return;
            }
            catch (AggregateException exception)
            {
                Log.UnhandledInTurn(runtime.Logger, "a cancelled call", exception);
            }
        }
    }
}
