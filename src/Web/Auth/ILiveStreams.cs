namespace ContextExchange.Web.Auth;

/// <summary>The live streams of this silo, for the host that knows when none of them can be vouched for.</summary>
public interface ILiveStreams
{
    /// <summary>
    /// Ends all of them: this silo cannot learn what is revoked. Their clients are told to come back, to another silo.
    /// </summary>
    void EndAll();
}
