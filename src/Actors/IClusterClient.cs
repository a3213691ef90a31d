namespace ContextExchange.Actors;

/// <summary>The grain factory as code outside grains sees it.</summary>
public interface IClusterClient : IGrainFactory
{
    /// <summary>The services behind this client.</summary>
    IServiceProvider ServiceProvider { get; }
}
