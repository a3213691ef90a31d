using Microsoft.Extensions.Logging;

namespace ContextExchange.Actors;

/// <summary>What every link of a silo shares.</summary>
/// <param name="Runtime">The silo's engine.</param>
/// <param name="Options">The cluster's settings.</param>
/// <param name="Transport">Dials and listens.</param>
/// <param name="Logger">Hears of links that begin and end.</param>
internal sealed record LinkContext(
    ActorRuntime Runtime, ClusterOptions Options, SiloTransport Transport, ILogger Logger)
{
    internal TimeProvider Time => Runtime.Time;

    /// <summary>This run of the silo.</summary>
    internal SiloAddress Self => WhoAmI();

    internal Func<SiloAddress> WhoAmI { get; set; } =
        () => throw new InvalidOperationException("The silo has not joined its cluster yet.");

    /// <summary>Sends a call that did not start to where its grain is.</summary>
    internal Action<GrainCall> Redirect { get; set; } = call => call.Fail(new SiloUnavailableException());

    /// <summary>A link that this silo dialled has broken, or could not be made.</summary>
    internal Action Broken { get; set; } = () => { };

    /// <summary>A dialled-in link is over.</summary>
    internal Action<InboundLink> Ended { get; set; } = _ => { };
}
