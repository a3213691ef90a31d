using Xunit.Sdk;

namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>
/// Runs a test on a seed that is another in every run, and in every test. A failure names it; the environment variable
/// INTEROP_SEED repeats that run.
/// </summary>
internal static class Seeded
{
    public static async Task RunAsync(Func<string, Task> test)
    {
        var seed = Environment.GetEnvironmentVariable("INTEROP_SEED") ?? $"{Environment.TickCount:x}";
        try
        {
            await test($"{seed} {TestContext.Current.Test?.TestDisplayName}");
        }
        catch (Exception exception)
        {
            throw new XunitException($"INTEROP_SEED={seed}: {exception.Message}", exception);
        }
    }
}
