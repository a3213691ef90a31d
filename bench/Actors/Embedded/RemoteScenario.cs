using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.Bench;

/// <summary>Calls between two silos in two processes, over TCP on loopback.</summary>
internal static class RemoteScenario
{
    private const int Callers = 128;

    /// <summary>The other process: owns every grain until its standard input ends.</summary>
    internal static async Task ServeAsync()
    {
        var leases = new FixedLeases(server: null);
        using var host = await StartAsync("server", leases);
        Console.WriteLine(await leases.Joined.Task);
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }

    internal static async Task RunAsync(Func<int, int> times)
    {
        var program = typeof(RemoteScenario).Assembly.Location;
        using var server = Process.Start(new ProcessStartInfo("dotnet", [program, "--serve"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("The second process did not start.");
        var endpoint = await server.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The second process ended.");
        using var host = await StartAsync("client", new FixedLeases(endpoint));
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await MeasureAsync(grains, times);
        await host.StopAsync();
        server.StandardInput.Close();
        await server.WaitForExitAsync();
    }

    private static async Task MeasureAsync(IGrainFactory grains, Func<int, int> times)
    {
        var echo = grains.GetGrain<IEchoGrain>("a");
        await Measurement.RunAsync("remote, one caller", times(100_000), async n =>
        {
            for (var i = 0; i < n; i++) await echo.EchoValue(i);
        });
        await Measurement.RunAsync($"remote, {Callers} callers, one grain", times(500_000),
            n => CallAsync(n, _ => echo));
        await Measurement.RunAsync($"remote, {Callers} callers, {Callers} grains", times(500_000),
            n => CallAsync(n, i => grains.GetGrain<IEchoGrain>($"r{i}")));
    }

    private static Task CallAsync(int total, Func<int, IEchoGrain> grain) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
        {
            var target = grain(caller);
            for (var i = 0; i < total / Callers; i++) await target.EchoValue(i);
        }));

    private static async Task<IHost> StartAsync(string name, FixedLeases leases)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = name });
        builder.AddGrains();
        builder.Services.AddSingleton<IPartitionLeases>(leases);
        builder.Services.AddCluster(options =>
        {
            options.SiloId = name;
            options.Secret = "a secret for two processes of one bench";
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
