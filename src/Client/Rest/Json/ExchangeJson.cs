using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Client;

/// <summary>
/// Every body of the REST calls, generated at build time. Answers may have members that this version does not know.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(IdConverter<AgentId>), typeof(IdConverter<ConnectionId>), typeof(IdConverter<DeviceId>),
        typeof(IdConverter<EnvelopeId>), typeof(IdConverter<OwnerId>), typeof(ByteStringConverter),
        typeof(UnixMillisecondsConverter), typeof(CodeConverter<ConsentLevel>), typeof(CodeConverter<ContractPreset>),
        typeof(CodeConverter<Verdict>),
    ])]
[JsonSerializable(typeof(Challenge))]
[JsonSerializable(typeof(SessionGrant))]
[JsonSerializable(typeof(OwnerRegistration))]
[JsonSerializable(typeof(OwnerRegistered))]
[JsonSerializable(typeof(OwnerSignIn))]
[JsonSerializable(typeof(DeviceSignIn))]
[JsonSerializable(typeof(OwnerInfo))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(AgentRegistration))]
[JsonSerializable(typeof(AgentRegistered))]
[JsonSerializable(typeof(AgentInfo))]
[JsonSerializable(typeof(Page<AgentInfo>))]
[JsonSerializable(typeof(DeviceRegistration))]
[JsonSerializable(typeof(DirectoryUpload))]
[JsonSerializable(typeof(RotationUpload))]
[JsonSerializable(typeof(PrekeyUpload))]
[JsonSerializable(typeof(Page<KeyInfo>))]
[JsonSerializable(typeof(KeyIssued))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(InviteUpload))]
[JsonSerializable(typeof(InviteIssued))]
[JsonSerializable(typeof(Page<InviteInfo>))]
[JsonSerializable(typeof(InviteCode))]
[JsonSerializable(typeof(InvitePreview))]
[JsonSerializable(typeof(InviteAcceptRequest))]
[JsonSerializable(typeof(ConnectionInfo))]
[JsonSerializable(typeof(Page<ConnectionInfo>))]
[JsonSerializable(typeof(TermsChange))]
[JsonSerializable(typeof(PeerKeys))]
[JsonSerializable(typeof(SignedTermsInfo))]
[JsonSerializable(typeof(ViewerInfo))]
[JsonSerializable(typeof(Page<ViewerInfo>))]
[JsonSerializable(typeof(PrekeyBatch))]
[JsonSerializable(typeof(PrekeyCount))]
[JsonSerializable(typeof(NackUpload))]
[JsonSerializable(typeof(SequenceUpload))]
[JsonSerializable(typeof(RewrapUpload))]
[JsonSerializable(typeof(SuspendRequest))]
[JsonSerializable(typeof(Page<EntryInfo>))]
[JsonSerializable(typeof(EpochAnswer))]
[JsonSerializable(typeof(ReceiptInfo))]
[JsonSerializable(typeof(Page<ApprovalInfo>))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(Page<AuditEntry>))]
[JsonSerializable(typeof(PageCode))]
[JsonSerializable(typeof(Page<SiloInfo>))]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
