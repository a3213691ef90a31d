using ContextExchange.Web.Gateway;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>Every agent lives where a test says.</summary>
internal sealed class ScriptedHomes : IAgentHomes
{
    private long _home = 1;

    public long Home
    {
        set => Interlocked.Exchange(ref _home, value);
    }

    public long HomeOf(AgentId agent) => Interlocked.Read(ref _home);
}
