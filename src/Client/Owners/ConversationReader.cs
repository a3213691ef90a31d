using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>
/// Reads a conversation at the server with whatever opens its epochs: the owner's viewers, or re-wraps. It keeps
/// nothing. Each epoch is fetched and opened once.
/// </summary>
/// <param name="core">The client.</param>
/// <param name="api">With the credential that may read.</param>
/// <param name="peer">The other side.</param>
/// <param name="open">Opens an epoch as the server answers it.</param>
internal sealed class ConversationReader(
    ClientCore core, ExchangeApi api, Peer peer, Func<EpochAnswer, EpochReading> open) : IDisposable
{
    private readonly Dictionary<Bytes32, EpochReading> _epochs = [];

    /// <summary>Whose conversation it is.</summary>
    public Peer Peer { get; } = peer;

    /// <summary>Every epoch that was opened so far.</summary>
    public IEnumerable<OpenedEpoch> Opened => _epochs.Values.Select(one => one.Opened).OfType<OpenedEpoch>();

    /// <summary>
    /// The whole conversation in the server's order, without notices. What was held back and delivered later stands
    /// only where it was delivered.
    /// </summary>
    public async Task<IReadOnlyList<ConversationEntry>> ReadAllAsync(CancellationToken ct)
    {
        var entries = new List<ConversationEntry>();
        var withheld = new Dictionary<Bytes32, ConversationEntry>();
        string? after = null;
        do
        {
            var page = await api.GetMessagesAsync(core.Profile.Agent, Peer.Agent, after, ct);
            foreach (var entry in page.Items)
            {
                if (await ReadAsync(entry, ct) is not { } read) continue;
                entries.Add(read);
                if (HashOf(entry) is not { } hash) continue;
                if (entry.Kind == "stub") withheld[hash] = read;
                else if (withheld.Remove(hash, out var stub)) entries.Remove(stub);
            }

            after = page.Next;
        }
        while (after is not null);
        return entries;
    }

    /// <summary>One message, as it is, or would be, delivered.</summary>
    public async Task<ConversationEntry> ReadAsync(
        long sequence, DateTimeOffset at, byte[] delivered, CancellationToken ct)
    {
        if (!DeliveredMessage.TryParse(delivered, out var message, out _))
            return Refused(sequence, at, null, Cxe1Error.MalformedEnvelope, isAttack: false);
        var epoch = await EpochOfAsync(message.Envelope.EpochHash, ct);
        if (epoch.Opened is not { } opened) return Refused(sequence, at, message, epoch.Error, epoch.IsAttack);
        var reading = opened.Read(delivered);
        return reading.Message is { } read
            ? Entry(sequence, at, message) with { Content = ContentOf(read.Content) }
            : Refused(sequence, at, message, reading.Error, Attacks.IsOne(reading.Error));
    }

    /// <summary>The epoch with a hash.</summary>
    public async Task<EpochReading> EpochOfAsync(Bytes32 hash, CancellationToken ct)
    {
        if (_epochs.TryGetValue(hash, out var known)) return known;
        try
        {
            var answer = await api.GetEpochAsync(core.Profile.Agent, Peer.Agent, hash.ToArray(), ct);
            return _epochs[hash] = answer.Record is null ? Unknown : open(answer);
        }
        catch (ProblemException e) when (e.Code == "not-found")
        {
            return _epochs[hash] = Unknown;
        }
    }

    public void Dispose()
    {
        foreach (var opened in Opened) opened.Dispose();
    }

    private static EpochReading Unknown { get; } = new(Cxe1Error.UnknownEpoch, null, null);

    private async Task<ConversationEntry?> ReadAsync(EntryInfo entry, CancellationToken ct) => entry.Kind switch
    {
        "message" => await ReadAsync(entry.Sequence, entry.At, entry.Body, ct),
        "stub" => new ConversationEntry(
            entry.Sequence, entry.At, default, default, null, null, "withheld", IsAttack: false),
        _ => null,
    };

    /// <summary>The envelope's hash: at the end of a stub of 72 bytes, of a message its own.</summary>
    private static Bytes32? HashOf(EntryInfo entry) => entry.Kind switch
    {
        "stub" when entry.Body.Length == 72 => new Bytes32(entry.Body.AsSpan(40)),
        "message" when DeliveredMessage.TryParse(entry.Body, out var message, out _) => message.EnvelopeHash,
        _ => null,
    };

    private ConversationEntry Refused(
        long sequence, DateTimeOffset at, DeliveredMessage? message, Cxe1Error error, bool isAttack) =>
        (message is null
            ? new ConversationEntry(sequence, at, default, default, null, null, null, false)
            : Entry(sequence, at, message)) with
        {
            Reason = SealingErrors.CodeOf(error),
            IsAttack = isAttack,
        };

    private ConversationEntry Entry(long sequence, DateTimeOffset at, DeliveredMessage message) => new(
        sequence, at, new EnvelopeId(message.Envelope.EnvelopeId), new AgentId(message.Envelope.SenderAgent),
        Peer.CategoryName(message.Envelope.Category), null, null, IsAttack: false);

    private static UntrustedContent ContentOf(MessageContent content) => new(
        content.Type, content.ThreadId, content.LogicalId, content.Subject, content.Text, content.SchemaId,
        content.Note);
}
