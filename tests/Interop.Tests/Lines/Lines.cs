namespace ContextExchange.Interop.Tests.Lines;

/// <summary>Who an agent is.</summary>
internal sealed record IdentityLine(Guid Agent, Bytes32 Aik, Bytes32 Oik)
{
    public static IdentityLine Of(AgentIdentity identity) => new(identity.Agent, identity.Aik, identity.Oik);

    public AgentIdentity ToIdentity() => new(Agent, Aik, Oik);
}

/// <summary>Everything that one side has published.</summary>
internal sealed record PublishedLine(
    IdentityLine Identity,
    byte[] Certificate,
    IReadOnlyList<byte[]> Lists,
    IReadOnlyList<byte[]> Certificates,
    IReadOnlyList<byte[]> Prekeys,
    IReadOnlyList<byte[]> Viewers,
    IReadOnlyList<byte[]> Terms,
    IReadOnlyList<byte[]>? Rotations = null);

/// <summary>One viewer with its private key.</summary>
internal sealed record ViewerLine(Guid Viewer, byte[] Ovk, long NotBefore, long NotAfter);

/// <summary>A row of a device's store.</summary>
internal sealed record RowLine(byte Table, byte[] Key, byte[] Value);

/// <summary>All secrets of one side, with which another program can stand in for it.</summary>
internal sealed record SecretsLine(
    byte[] Oik,
    byte[] Aik,
    IReadOnlyList<ViewerLine> Viewers,
    PublishedLine Published,
    IReadOnlyList<IReadOnlyList<RowLine>> Devices);

/// <summary>One side's levels for one category, as the bytes of signed terms: 0 auto, 1 ask, 2 never.</summary>
internal sealed record CategoryLine(Guid Category, int Share, int Receive)
{
    public static CategoryLine Of(string name, ConsentLevel share, ConsentLevel receive) =>
        new(Protocol.Category.IdOf(name), Code(share), Code(receive));

    public CategoryTerms ToTerms() =>
        new(Category, Level(Share), Level(Receive));

    private static int Code(ConsentLevel level) => ConsentLevel.Auto - level;

    private static ConsentLevel Level(int code) => (ConsentLevel)((int)ConsentLevel.Auto - code);
}

/// <summary>What terms say; with the secret of an invite link they are an offer.</summary>
internal sealed record TermsLine(OwnerRead OwnerRead, IReadOnlyList<CategoryLine> Categories, byte[]? Offer = null);

/// <summary>A message to seal.</summary>
internal record DraftLine
{
    public required Guid Category { get; init; }
    public RequestedLevel Requested { get; init; }
    public uint TimeToLive { get; init; } = 3_600;
    public Guid? RootId { get; init; }
    public Guid? ParentId { get; init; }
    public byte Hop { get; init; }
    public byte MaxHops { get; init; } = 8;
    public uint Budget { get; init; } = 100;
    public Origin Origin { get; init; } = Origin.Model;
    public Taint Taint { get; init; }
    public ContentType Type { get; init; } = ContentType.Text;
    public required Guid ThreadId { get; init; }
    public required Guid LogicalId { get; init; }
    public string Subject { get; init; } = "";
    public string Note { get; init; } = "";
    public string? SchemaId { get; init; }
    public required string Text { get; init; }
}

/// <summary>What became of a draft. The epoch's record is there if the message opened one.</summary>
internal sealed record SealedLine(
    Cxe1Error Error, Bytes32? EnvelopeHash = null, long Sequence = 0, byte[]? Envelope = null, byte[]? Epoch = null);

/// <summary>An epoch's record or a delivered message; exactly one is there.</summary>
internal sealed record ItemLine(byte[]? Epoch, byte[]? Message)
{
    public static ItemLine OfEpoch(byte[] record) => new(record, null);

    public static ItemLine OfMessage(byte[] delivered) => new(null, delivered);
}

/// <summary>What was read.</summary>
internal sealed record MessageLine : DraftLine
{
    public required Bytes32 EnvelopeHash { get; init; }
    public required Guid EnvelopeId { get; init; }
    public required Guid SenderDevice { get; init; }
    public required long Sequence { get; init; }
    public required int Index { get; init; }
    public required uint TermsVersion { get; init; }
    public required long Created { get; init; }
}

/// <summary>What became of an item.</summary>
internal sealed record ReadLine(
    Cxe1Error Error, bool IsDuplicate = false, bool HasPredecessor = false, MessageLine? Message = null);

/// <summary>What became of the texts that a nack means.</summary>
internal sealed record AnswerLine(
    Cxe1Error Error, IReadOnlyList<SealedLine> Resealed, IReadOnlyList<DraftLine> Undelivered);

/// <summary>What an owner decides about one message; no expiry is the message's end.</summary>
internal sealed record DecisionLine(
    byte[] Envelope,
    byte[] Epoch,
    OwnerSide Side,
    ApprovalDecision Decision = ApprovalDecision.Approve,
    long? Expiry = null);

/// <summary>A text, or why there is none.</summary>
internal sealed record NoteLine(Cxe1Error Error, string? Text = null);

/// <summary>One agent of a vault.</summary>
internal sealed record VaultAgentLine(Guid Agent, byte[] Aik, string Name);

/// <summary>What a vault holds.</summary>
internal sealed record VaultLine(
    Guid Owner, byte[] Oik, string Origin, IReadOnlyList<ViewerLine> Viewers, IReadOnlyList<VaultAgentLine> Agents);

/// <summary>A vault, or the name of the refusal.</summary>
internal sealed record OpenedVaultLine(string Error, VaultLine? Vault = null);

/// <summary>A safety number as it is shown, and the text of its QR code.</summary>
internal sealed record SafetyLine(string Shown, string Code);

/// <summary>What an invite link says, and the link as the other language writes it.</summary>
internal sealed record InviteLine(
    string Server, string Code, string Id, Bytes32 IdentityHash, byte[] Secret, string Again);

/// <summary>Bytes of anybody, to be judged; see Fuzzing.</summary>
internal sealed record CaseLine(string What, byte[] Bytes, byte[]? Beside = null, Bytes32? Signer = null);
