using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors;

/// <summary>A silo under construction.</summary>
public interface ISiloBuilder
{
    /// <summary>The silo's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The silo's configuration.</summary>
    IConfiguration Configuration { get; }
}
