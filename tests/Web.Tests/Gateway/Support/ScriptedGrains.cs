using System.Collections.Concurrent;

namespace ContextExchange.Web.Tests.Gateway;

/// <summary>Scripted objects in the place of grains, called directly.</summary>
internal sealed partial class ScriptedGrains : IGrainFactory
{
    private readonly ConcurrentDictionary<string, ScriptedAgent> _agents = [];
    private readonly ConcurrentDictionary<string, ScriptedConnection> _connections = [];
    private readonly ConcurrentDictionary<string, ScriptedCredential> _credentials = [];

    public ScriptedRevocations Revocations { get; } = new();

    /// <summary>Every limit; by default one that allows everything.</summary>
    public ILimitGrain Limit { get; init; } = new GenerousLimit();

    public ScriptedAgent Agent(AgentId id) => _agents.GetOrAdd(id.ToString(), _ => new());

    public ScriptedConnection Connection(AgentId one, AgentId other) =>
        _connections.GetOrAdd(ConnectionKey.Between(one, other), _ => new());

    public ScriptedCredential Credential(string publicId) => _credentials.GetOrAdd(publicId, _ => new());

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        object grain =
            typeof(TGrainInterface) == typeof(IAgentGrain) ? _agents.GetOrAdd(primaryKey, _ => new())
            : typeof(TGrainInterface) == typeof(IConnectionGrain) ? _connections.GetOrAdd(primaryKey, _ => new())
            : typeof(TGrainInterface) == typeof(ICredentialGrain) ? Credential(primaryKey)
            : typeof(TGrainInterface) == typeof(ILimitGrain) ? Limit
            : typeof(TGrainInterface) == typeof(IRevocationGrain) ? Revocations
            : throw new NotSupportedException(typeof(TGrainInterface).Name);
        return (TGrainInterface)grain;
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        throw new NotSupportedException();

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => (TGrainObserverInterface)obj;

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
    }

    private sealed class GenerousLimit : ILimitGrain
    {
        public ValueTask<LimitState> Take(LimitRule rule, int cost) =>
            ValueTask.FromResult(new LimitState(true, rule.Limit, rule.Limit, TimeSpan.Zero));
    }
}

/// <summary>One credential; nothing is in force until a test says so.</summary>
internal sealed class ScriptedCredential : ICredentialGrain
{
    /// <summary>Who it speaks for; null when it is not in force. A successful check spends it.</summary>
    public CredentialSubject? Subject { get; set; }

    public CredentialView? View { get; set; }

    public ValueTask<CredentialSubject?> Check(ReadOnlyMemory<byte> secretHash)
    {
        var subject = Subject;
        Subject = null;
        return ValueTask.FromResult(subject);
    }

    public Task<CredentialView?> Get() => Task.FromResult(View);

    public Task<Refusal> Issue(Credential credential) => throw new NotSupportedException();

    public Task<Refusal> Revoke(DateTimeOffset at) => throw new NotSupportedException();
}
