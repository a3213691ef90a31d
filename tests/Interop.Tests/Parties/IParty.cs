using ContextExchange.Interop.Tests.Lines;

namespace ContextExchange.Interop.Tests.Parties;

/// <summary>
/// One side of a connection in one of the two languages: an owner, its agent and its devices. Both languages do every
/// step by their own library alone; a test only carries bytes between them.
/// </summary>
internal interface IParty
{
    AgentIdentity Identity { get; }

    /// <summary>What it has published.</summary>
    Task<PublishedLine> PublishedAsync();

    /// <summary>All its secrets, with which the other language can stand in for it.</summary>
    Task<SecretsLine> SecretsAsync();

    /// <summary>Verifies what the other side has published and keeps it.</summary>
    Task<Cxe1Error> LearnAsync(PublishedLine peer);

    /// <summary>Lets the offer of this invite pass.</summary>
    Task UseOfferAsync(Guid offer);

    /// <summary>A new device with a certificate and a signed prekey; the next list names it. Returns its id.</summary>
    Task<Guid> AddDeviceAsync();

    /// <summary>A new certificate for a device.</summary>
    Task CertifyAsync(int device);

    /// <summary>Publishes signed or one-time prekeys.</summary>
    Task PublishPrekeysAsync(int device, PrekeyKind kind, int count);

    /// <summary>Publishes the next device list.</summary>
    Task PublishListAsync();

    /// <summary>
    /// Replaces the agent's identity key by one that the old one signs, with the next list and all certificates.
    /// </summary>
    Task RotateAsync();

    /// <summary>A new viewer key of the owner.</summary>
    Task AddViewerAsync();

    /// <summary>Signs the next version of its terms; an offer names no peer.</summary>
    Task IssueTermsAsync(TermsLine terms, AgentIdentity? peer);

    /// <summary>Forgets a device's sending chain.</summary>
    Task RestartAsync(int device);

    /// <param name="forget">Whether the texts are forgotten at once, as after their acknowledgement.</param>
    Task<IReadOnlyList<SealedLine>> SealAsync(int device, IReadOnlyList<DraftLine> drafts, bool forget = false);

    /// <summary>Accepts epochs and receives messages, in this order.</summary>
    Task<IReadOnlyList<ReadLine>> DeliverAsync(int device, IReadOnlyList<ItemLine> items, bool acknowledge = false);

    /// <summary>Null if sealing again would not mend the refusal.</summary>
    Task<byte[]?> NackAsync(int device, Bytes32 epoch, Bytes32? envelope, Cxe1Error error);

    Task<AnswerLine> AnswerAsync(int device, byte[] nack);

    /// <summary>Reads messages of an old epoch by the owner's re-wrap; the first line is the epoch's.</summary>
    Task<IReadOnlyList<ReadLine>> HistoryAsync(int device, byte[] epoch, byte[] rewrap, IReadOnlyList<byte[]> messages);

    /// <summary>The owner decides; one approval a decision.</summary>
    Task<IReadOnlyList<byte[]>> ApproveAsync(IReadOnlyList<DecisionLine> decisions);

    /// <summary>The owner opens epochs and reads messages with all its viewers, in this order.</summary>
    Task<IReadOnlyList<ReadLine>> ReadAsync(IReadOnlyList<ItemLine> items);

    /// <summary>The owner wraps an epoch for a device of its own agent.</summary>
    Task<byte[]> RewrapAsync(byte[] epoch, Guid reader);

    /// <summary>The owner tells its own or the other side's agent something about a message.</summary>
    Task<byte[]> SealNoteAsync(Bytes32 envelope, OwnerSide side, bool toPeer, string text);

    Task<NoteLine> OpenNoteAsync(int device, byte[] note, Bytes32 envelope, OwnerSide side, Bytes32 oik);

    /// <summary>The owner's vault as a link. It holds one more agent, without a name.</summary>
    Task<string> SealVaultAsync(Guid owner, string origin, string name, string passphrase);

    /// <summary>Verdicts of the first device and its owner about bytes of anybody; nothing of them is kept.</summary>
    Task<IReadOnlyList<string>> JudgeAsync(PublishedLine peer, IReadOnlyList<CaseLine> cases);
}
