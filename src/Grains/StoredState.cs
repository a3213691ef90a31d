namespace ContextExchange.Grains;

/// <summary>How grains write their state, and what becomes of one that has none.</summary>
internal static class StoredState
{
    /// <summary>
    /// Makes <paramref name="next"/> the grain's state once it is stored. After a failure nothing is known about the
    /// record, so the grain keeps its old state for the calls under way and goes; the next activation reads what is
    /// there.
    /// </summary>
    public static async Task SaveAsync<T>(this IPersistentState<T> state, T next, IGrainBase grain)
    {
        var before = state.State;
        state.State = next;
        var stored = false;
        try
        {
            await state.WriteStateAsync();
            stored = true;
        }
        finally
        {
            if (!stored)
            {
                state.State = before;
                grain.DeactivateOnIdle();
            }
        }
    }

    /// <summary>
    /// Ends the activation after the calls that brought it to life, unless they stored something. For OnActivateAsync.
    /// </summary>
    /// <remarks>
    /// A turn of its own, because an activation that ends before it is active serves nobody: the call that woke it
    /// would be sent to the next one, which would do the same.
    /// </remarks>
    public static void GoUnlessStored<T>(this IGrainBase grain, IPersistentState<T> state)
    {
        if (state.RecordExists) return;
        grain.RegisterGrainTimer(
            () =>
            {
                if (!state.RecordExists) grain.DeactivateOnIdle();
                return Task.CompletedTask;
            },
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
    }
}
