namespace ContextExchange.Web.Tests.Gateway;

/// <summary>Waits for what no event tells: the end of another process' or thread's clean-up.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition)
    {
        for (var waited = 0; !condition(); waited++)
        {
            Assert.True(waited < 1_000, "It did not happen within ten seconds.");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
