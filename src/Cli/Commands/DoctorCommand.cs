namespace ContextExchange.Cli;

/// <summary><c>cex doctor</c>: what could be wrong here, and what to do about it.</summary>
internal static class DoctorCommand
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static Command Create() =>
        new Command("doctor", "Check server, clock, TLS, key file and store").Does(async run =>
    {
        var checks = new List<CheckOutput>();
        var folder = ProfileFolder.Of(run.As);
        var server = CheckProfile(run, folder, checks);
        await CheckServerAsync(server, checks, run.Stop);
        var ok = checks.All(check => check.Ok);
        run.Terminal.Print(
            new DoctorOutput(ok, checks), CliJson.Default.DoctorOutput,
            [.. checks.Select(check => $"{(check.Ok ? "ok  " : "FAIL")}  {check.Check,-8}  {check.Detail}")]);
        return ok ? ExitCode.Done : ExitCode.CheckFailed;
    });

    private static Uri CheckProfile(Invocation run, ProfileFolder folder, List<CheckOutput> checks)
    {
        if (!folder.Exists)
        {
            checks.Add(new CheckOutput("profile", true, $"there is no profile '{folder.Name}' yet"));
            return ProfileClient.ServerOf(run);
        }

        checks.Add(CheckMode(folder));
        try
        {
            var store = folder.OpenStore();
            using var profile = DeviceProfile.Load(store);
            if (profile is null) store.Dispose();
            checks.Add(new CheckOutput("store", profile is not null, profile is null
                ? "the store holds no profile: run  cex register"
                    : $"{folder.StorePath} opens; agent {profile.Agent}"));
            return profile?.Server ?? ProfileClient.ServerOf(run);
        }
        catch (DeviceStoreException e)
        {
            checks.Add(new CheckOutput("store", false, e.Message));
            return ProfileClient.ServerOf(run);
        }
    }

    private static CheckOutput CheckMode(ProfileFolder folder)
    {
        if (OperatingSystem.IsWindows()) return new CheckOutput("files", true, folder.Path);
        const UnixFileMode foreign = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        string? open = null;
        foreach (var path in Directory.EnumerateFiles(folder.Path))
            if ((File.GetUnixFileMode(path) & foreign) != 0) open = path;
        return new CheckOutput(
            "files", open is null, open is null ? $"only you can read {folder.Path}"
                : $"others can read {open}: chmod 600 it");
    }

    private static async Task CheckServerAsync(Uri server, List<CheckOutput> checks, CancellationToken ct)
    {
        using var api = new ExchangeApi(server);
        try
        {
            var ready = await api.IsReadyAsync(ct);
            checks.Add(
                new CheckOutput(
                    "server", ready, ready ? $"{ServerOrigin.Of(server)} is ready" : "the server is not ready"));
            var skew = await api.GetTimeAsync(ct) is { } time ? TimeProvider.System.GetUtcNow() - time : TimeSpan.Zero;
            var exact = skew.Duration() < Tolerance;
            checks.Add(new CheckOutput(
                "clock", exact, exact ? $"{skew.TotalSeconds:0} s apart"
                    : $"{skew.TotalSeconds:0} s apart: set this clock"));
        }
        catch (UnreachableException e)
        {
            checks.Add(new CheckOutput("server", false, e.Message));
        }

        var safe = server.Scheme == Uri.UriSchemeHttps || server.IsLoopback;
        checks.Add(new CheckOutput("tls", safe, server.Scheme == Uri.UriSchemeHttps ? "TLS"
            : safe ? "no TLS, but on this machine only" : "no TLS: credentials travel in the clear; use https"));
    }
}
