namespace ContextExchange.Actors;

/// <summary>The result of methods that have none, so that every call takes the same path.</summary>
public readonly struct Unit
{
    /// <summary>Turns the task of a method without a result into one with a result.</summary>
    public static ValueTask<Unit> From(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompletedSuccessfully ? default : Await(task);
    }

    /// <inheritdoc cref="From(Task)"/>
    public static ValueTask<Unit> From(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully) return Await(task.AsTask());
        task.GetAwaiter().GetResult();
        return default;
    }

    /// <summary>The way back: the task that a caller of such a method gets.</summary>
    public static Task ToTask(ValueTask<Unit> task) =>
        task.IsCompletedSuccessfully ? Task.CompletedTask : task.AsTask();

    /// <inheritdoc cref="ToTask"/>
    public static ValueTask ToValueTask(ValueTask<Unit> task) =>
        task.IsCompletedSuccessfully ? default : new ValueTask(task.AsTask());

    private static async ValueTask<Unit> Await(Task task)
    {
        await task;
        return default;
    }
}
