namespace ContextExchange.Web.Tests.Gateway;

/// <summary>A connection that answers as a test says.</summary>
internal sealed class ScriptedConnection : IConnectionGrain
{
    /// <summary>Accepts everything at once.</summary>
    public Func<SendRequest, long, ValueTask<SendResult>> OnSend { get; set; } = (_, sequence) =>
        ValueTask.FromResult(new SendResult(SendStatus.Accepted, sequence, DateTimeOffset.UnixEpoch, TimeSpan.Zero));

    public Func<ReadOnlyMemory<byte>, ValueTask<Refusal>> OnPublishEpoch { get; set; } =
        _ => ValueTask.FromResult(Refusal.None);

    public Func<ReadOnlyMemory<byte>, ValueTask<ReadOnlyMemory<byte>>> OnGetEpoch { get; set; } =
        _ => ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);

    public ValueTask<SendResult> Send(SendRequest request) =>
        OnSend(request, TestEnvelope.SequenceOf(request.Envelope));

    public ValueTask<Refusal> PublishEpoch(DeviceIdentity sender, ReadOnlyMemory<byte> record) =>
        OnPublishEpoch(record);

    public ValueTask<ReadOnlyMemory<byte>> GetEpoch(AgentId viewer, ReadOnlyMemory<byte> epochHash) =>
        OnGetEpoch(epochHash);

    public Task<Refusal> Establish(Establishment establishment) => throw new NotSupportedException();

    public Task<ConnectionView?> Get(AgentId viewer) => throw new NotSupportedException();

    public Task<Refusal> ChangeTerms(AgentId side, SignedTerms terms) => throw new NotSupportedException();

    public Task<TermsRecords?> GetTerms(
        AgentId viewer, ReadOnlyMemory<byte> ownFrom, ReadOnlyMemory<byte> theirsFrom) =>
        throw new NotSupportedException();

    public Task<Refusal> Suspend(AgentId side, string reason) => throw new NotSupportedException();

    public Task<PrekeyHandout> TakePrekeys(DeviceIdentity taker) => throw new NotSupportedException();

    public Task<LimitedAnswer> SendNack(DeviceIdentity sender, ReadOnlyMemory<byte> nack) =>
        throw new NotSupportedException();

    public Task<Refusal> MoveSequence(DeviceIdentity sender, long sequence) => throw new NotSupportedException();

    public Task<Refusal> PutRewraps(AgentId side, IReadOnlyList<ReadOnlyMemory<byte>> rewraps) =>
        throw new NotSupportedException();

    public ValueTask<ReadOnlyMemory<byte>> FindRewrap(DeviceIdentity reader, ReadOnlyMemory<byte> epochHash) =>
        throw new NotSupportedException();

    public Task<Refusal> ChangePolicy(AgentId side, ConnectionPolicy policy) => throw new NotSupportedException();

    public Task<Refusal> Remove(AgentId side) => throw new NotSupportedException();

    public Task<Refusal> Block(AgentId side) => throw new NotSupportedException();

    public Task<Refusal> Unblock(AgentId side) => throw new NotSupportedException();

    public Task<long> GetFreezeVersion(AgentId side) => throw new NotSupportedException();

    public Task<Refusal> Freeze(AgentId side, bool frozen, long version) => throw new NotSupportedException();

    public Task<IReadOnlyList<HoldView>> GetHolds(AgentId side) => throw new NotSupportedException();

    public Task<Refusal> Decide(AgentId side, EnvelopeId message, Decision decision) =>
        throw new NotSupportedException();

    public Task<AgentKeys?> GetPeerKeys(AgentId viewer) => throw new NotSupportedException();

    public Task<ReceiptView?> GetReceipt(DeviceIdentity sender, long sequence) => throw new NotSupportedException();

    public Task<ConversationPage> Read(AgentId viewer, string? after, int max) => throw new NotSupportedException();

    public Task<ConversationPage> ReadBack(AgentId viewer, string? before, int max) =>
        throw new NotSupportedException();

    public Task<bool> Watch(AgentId side, IActivityObserver observer, DateTimeOffset? seen) =>
        throw new NotSupportedException();

    public Task CarryOutDue() => throw new NotSupportedException();
}
