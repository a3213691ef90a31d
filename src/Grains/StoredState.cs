namespace ContextExchange.Grains;

/// <summary>How grains write their state, and what becomes of one that has none.</summary>
internal static class StoredState
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);

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
    /// Ends the activation a second after it began, unless something was stored by then. For OnActivateAsync.
    /// </summary>
    /// <remarks>
    /// Not at once: an activation that ends before it is active serves nobody, since the call that woke it would be
    /// sent to the next one, which would do the same; and one that ends while its first call stores something makes
    /// what follows start anew.
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
            Stay,
            Timeout.InfiniteTimeSpan);
    }
}
