using ContextExchange.Web.Auth;

namespace ContextExchange.Silo;

/// <summary>A silo without a lease reaches no grain: its clients are better off with another one.</summary>
internal sealed class StreamsOfTheLease(ILiveStreams streams) : ILeaseWatcher
{
    public void OnLeaseLost() => streams.EndAll();
}
