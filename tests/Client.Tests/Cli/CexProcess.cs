using System.Diagnostics;

namespace ContextExchange.Client.Tests.Cli;

/// <summary>Runs the built executable as a person would.</summary>
internal static class CexProcess
{
    public sealed record Outcome(int Code, string Output, string Errors);

    public static Task<Outcome> RunAsync(string home, params string[] arguments) =>
        RunAsync(home, ownerPassphrase: null, arguments);

    public static async Task<Outcome> RunAsync(
        string home, string? ownerPassphrase, string[] arguments, Dictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "cex.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["CEX_HOME"] = home;
        foreach (var (name, value) in environment ?? []) start.Environment[name] = value;
        if (ownerPassphrase is not null) start.Environment["CEX_OWNER_PASSPHRASE"] = ownerPassphrase;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("No process was started.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }

        return new Outcome(process.ExitCode, await output, await errors);
    }
}
