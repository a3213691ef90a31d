using ContextExchange.Actors;
using ContextExchange.Grains;
using ContextExchange.Storage;
using ContextExchange.Web.Cluster;
using ContextExchange.Web.Gateway;
using ContextExchange.Web.Http;
using Microsoft.Extensions.Options;

namespace ContextExchange.Silo;

/// <summary>Makes the silo one of a cluster, where the settings say so.</summary>
internal static class ClusterSetup
{
    private static readonly GrainType Agent = GrainType.Create("agent");

    /// <exception cref="OptionsValidationException">The settings do not fit together.</exception>
    public static void AddCluster(this WebApplicationBuilder builder, ServerOptions server)
    {
        var settings = builder.Configuration.GetSection("Cluster").Get<ClusterSettings>() ?? new ClusterSettings();
        string[] problems = [.. settings.Problems(server)];
        if (problems.Length > 0)
            throw new OptionsValidationException("Cluster", typeof(ClusterSettings), problems);
        if (settings.SiloId is null) return;
        var tls = SiloTls.Of(settings);
        tls?.RefuseStranger(settings);
        builder.Services.AddCluster(options =>
        {
            options.SiloId = settings.SiloId;
            options.ClusterId = settings.ClusterId;
            options.Listen = settings.Listen;
            options.Advertise = settings.Advertise;
            options.Partitions = settings.Partitions;
            options.PlaceWith = PlaceWith;
            options.ServerTls = tls?.Server;
            options.ClientTls = tls?.Client;
        });
        builder.Services.AddOptions<ClusterOptions>().Configure<ServerSecrets>((options, secrets) =>
            options.Secret = Convert.ToHexStringLower(secrets.DeriveSiloLink()));
        builder.Services.AddSingleton<ILeaseWatcher, StreamsOfTheLease>();
        builder.Services.AddSingleton<IAgentHomes, AgentHomes>();
        builder.Services.AddSingleton<ISiloCluster>(provider =>
            new EngineCluster(provider.GetRequiredService<ClusterControl>(), ServerVersion.Text));
        builder.Services.AddPartitionLeases(provider => new ClusterIdentity(
            settings.ClusterId, settings.Partitions,
            provider.GetRequiredService<ServerSecrets>().DeriveFingerprint()));
    }

    /// <summary>
    /// What belongs to an agent lives where the agent does; a connection, where the lower of its agents.
    /// </summary>
    internal static GrainId PlaceWith(GrainId id) => id.Type.ToString() is "connection" or "prekeyshelf"
        && id.Key.ToString() is { Length: 64 } key ? GrainId.Create(Agent, key[..32]) : id;
}
