namespace ContextExchange.Web.Tests.Gateway;

/// <summary>
/// Waits for what no event tells, such as the end of a connection's clean-up: asks again after each of a bounded number
/// of round
/// trips to the same server.
/// </summary>
internal static class Eventually
{
    private const int Tries = 5_000;

    public static async Task TrueAsync(GatewayHost host, Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < Tries, $"It did not happen within {Tries} round trips.");
            await host.RoundTripAsync();
        }
    }
}
