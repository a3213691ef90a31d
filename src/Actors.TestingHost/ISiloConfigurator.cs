namespace ContextExchange.Actors.TestingHost;

/// <summary>Sets up each silo of a test cluster. Needs a public parameterless constructor.</summary>
public interface ISiloConfigurator
{
    /// <summary>Adds stores and services.</summary>
    void Configure(ISiloBuilder siloBuilder);
}
