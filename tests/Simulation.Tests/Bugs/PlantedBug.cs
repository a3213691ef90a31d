using ContextExchange.Grains.Storage;
using ContextExchange.Simulation.Tests.Clients;

namespace ContextExchange.Simulation.Tests.Bugs;

/// <summary>
/// A mistake that somebody could make, at a seam of the product; the product itself has no switch for it. Made anew
/// for each run.
/// </summary>
internal abstract class PlantedBug
{
    /// <summary>In the store, for all silos.</summary>
    public virtual ILogStore AtTheStore(ILogStore log) => log;

    /// <summary>In one process of a silo, above its connection to the store.</summary>
    public virtual ILogStore BeforeTheLink(ILogStore log) => log;

    /// <summary>At the edge, where a message is answered.</summary>
    public virtual Task<SendResult> AnswerAsync(
        SendRequest request, IGrainFactory grains, Func<Task<SendResult>> send) => send();

    /// <summary>The edge pushes to its sessions.</summary>
    public virtual void Subscribed(AgentId agent, MailboxSession session)
    {
    }

    public virtual bool HasUnboundedQueue => false;

    public virtual bool SkipsAfterRefusal => false;

    /// <summary>A device takes a push for the truth, also with a gap before it.</summary>
    public virtual bool BelievesPushes => false;

    /// <summary>A device acknowledges before it has kept what it received.</summary>
    public virtual bool AcknowledgesEarly => false;
}
