using System.ComponentModel;
using System.Net;
using ContextExchange.Chaos.Tests.Processes;
using ContextExchange.Storage.Tests;

namespace ContextExchange.Chaos.Tests.Network;

/// <summary>
/// A machine for each silo as far as the network goes: a namespace with an address of its own, and a cable to a switch
/// on which this run and the database are. Pulled, it loses every packet and nobody is told. Needs root.
/// </summary>
internal sealed class Machines : IAsyncDisposable
{
    private const int FirstHost = 11;

    private static readonly Lazy<string?> Missing = new(Try);

    private readonly string _name;
    private readonly byte _subnet;
    private readonly int _count;

    private Machines(int count)
    {
        (_count, _name) = (count, $"cex{Environment.ProcessId % 100_000}");
        _subnet = (byte)(Environment.ProcessId % 250);
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Reason => Missing.Value;

    /// <summary>Where silos find this run and the database.</summary>
    public IPAddress Switch => Address(1);

    /// <summary>All addresses of them, as PostgreSQL writes a network.</summary>
    public string Network => $"{Address(0)}/24";

    /// <exception cref="InvalidOperationException">A command failed: see <see cref="Reason"/> first.</exception>
    public static async Task<Machines> CreateAsync(int count)
    {
        var machines = new Machines(count);
        try
        {
            await machines.BuildAsync();
            return machines;
        }
        catch
        {
            await machines.DisposeAsync();
            throw;
        }
    }

    public IPAddress AddressOf(int number) => Address(FirstHost + number);

    /// <summary>What a command line begins with that runs on one of them.</summary>
    public string[] On(int number) => ["ip", "netns", "exec", Name(number)];

    public Task PullAsync(int number) => IpAsync("link", "set", Cable(number), "down");

    public async Task PlugAllAsync()
    {
        for (var i = 0; i < _count; i++) await IpAsync("link", "set", Cable(i), "up");
    }

    public async ValueTask DisposeAsync()
    {
        // A half-built one lacks some of it. A cable goes with its namespace.
        for (var i = 0; i < _count; i++) await Task.WhenAny(IpAsync("netns", "del", Name(i)));
        await Task.WhenAny(IpAsync("link", "del", _name));
    }

    private async Task BuildAsync()
    {
        await IpAsync("link", "add", _name, "type", "bridge");
        await IpAsync("addr", "add", $"{Switch}/24", "dev", _name);
        await IpAsync("link", "set", _name, "up");
        for (var i = 0; i < _count; i++)
        {
            await IpAsync("netns", "add", Name(i));
            await IpAsync("link", "add", Cable(i), "type", "veth", "peer", "name", "eth0", "netns", Name(i));
            await IpAsync("link", "set", Cable(i), "master", _name, "up");
            await IpAsync("-n", Name(i), "addr", "add", $"{AddressOf(i)}/24", "dev", "eth0");
            await IpAsync("-n", Name(i), "link", "set", "eth0", "up");
            await IpAsync("-n", Name(i), "link", "set", "lo", "up");
        }
    }

    private static string? Try()
    {
        var name = $"cex-try-{Environment.ProcessId}";
        try
        {
            PostgresPrograms.Run("ip", "netns", "add", name);
            PostgresPrograms.Run("ip", "netns", "del", name);
            return null;
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception)
        {
            return "network namespaces need root and the program ip of iproute2";
        }
    }

    private IPAddress Address(int host) => new([10, 77, _subnet, (byte)host]);

    private string Name(int number) => $"{_name}-{number + 1}";

    private string Cable(int number) => $"{_name}c{number + 1}";

    private static Task IpAsync(params string[] arguments) => ChildProcess.RunAsync("/dev/null", ["ip", .. arguments]);
}
