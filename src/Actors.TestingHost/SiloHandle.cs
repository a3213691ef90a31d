using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ContextExchange.Actors.TestingHost;

/// <summary>One silo of a test cluster.</summary>
public sealed class SiloHandle : IAsyncDisposable
{
    private readonly IHost _host;

    internal SiloHandle(string name, IHost host)
    {
        Name = name;
        _host = host;
        IsActive = true;
    }

    /// <summary>Primary, Secondary_1, ...</summary>
    public string Name { get; }

    /// <summary>Whether the silo runs.</summary>
    public bool IsActive { get; private set; }

    /// <summary>The silo's services.</summary>
    public IServiceProvider ServiceProvider => _host.Services;

    /// <summary>Grains that are active on it now.</summary>
    public int ActivationCount => _host.Services.GetRequiredService<ActorRuntime>().Directory.Count;

    /// <summary>Stops the silo: draining it, or at once as a crash would.</summary>
    public async Task StopSiloAsync(bool stopGracefully)
    {
        if (!IsActive) return;
        IsActive = false;
        if (!stopGracefully) _host.Services.GetRequiredService<ActorRuntime>().Kill();
        await _host.StopAsync();
    }

    /// <summary>Stops the silo at once if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopSiloAsync(stopGracefully: false);
        _host.Dispose();
    }
}
