namespace ContextExchange.Grains;

/// <summary>How grains write their state.</summary>
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
}
