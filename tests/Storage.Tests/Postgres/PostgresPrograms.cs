using System.Diagnostics;

namespace ContextExchange.Storage.Tests;

/// <summary>Where Debian's PostgreSQL has its programs, and as whom they run.</summary>
internal static class PostgresPrograms
{
    /// <summary>PostgreSQL refuses to run as root; Debian's package makes this user.</summary>
    public const string OtherUser = "postgres";

    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static string Find() =>
        Directory.Exists("/usr/lib/postgresql")
        && Directory.EnumerateDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Order(StringComparer.Ordinal)
            .LastOrDefault() is { } programs
            ? programs
            : throw new InvalidOperationException(
                "PostgreSQL is missing: install it with  sudo apt-get install -y postgresql  and try again.");

    /// <summary>What a command line begins with that runs as somebody else than root; empty where we are.</summary>
    public static string[] AsOther() =>
        Environment.UserName == "root"
            ? ["setpriv", $"--reuid={OtherUser}", $"--regid={OtherUser}", "--init-groups"]
            : [];

    /// <exception cref="InvalidOperationException">The program ended with an error.</exception>
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} was not started.");
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors.Result}");
    }
}
