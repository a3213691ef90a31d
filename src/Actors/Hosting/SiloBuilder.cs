using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Actors;

/// <summary>The plain <see cref="ISiloBuilder"/>.</summary>
/// <param name="Services">The silo's services.</param>
/// <param name="Configuration">The silo's configuration.</param>
internal sealed record SiloBuilder(IServiceCollection Services, IConfiguration Configuration) : ISiloBuilder;
