using System.Text.Json;
using System.Text.Json.Serialization;
using ContextExchange.Web.Cluster;

namespace ContextExchange.Web.Http;

/// <summary>
/// All JSON of the edge, generated at build time. Strict: unknown and duplicate members, missing required ones, nulls
/// where none may be, numbers in strings, comments and trailing commas are refused. Size and depth are <see
/// cref="BodyGuard"/>'s.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(IdConverter<AgentId>), typeof(IdConverter<OwnerId>), typeof(IdConverter<DeviceId>),
        typeof(IdConverter<ConnectionId>), typeof(IdConverter<EnvelopeId>), typeof(BytesConverter),
        typeof(TimeConverter),
        typeof(RetentionConverter), typeof(SendStatusConverter), typeof(NameConverter<ConsentLevel>),
        typeof(NameConverter<ConnectionStanding>),
        typeof(NameConverter<DeviceStanding>),
        typeof(NameConverter<InviteStanding>), typeof(NameConverter<EntryKind>), typeof(NameConverter<Verdict>),
        typeof(NameConverter<SiloState>), typeof(IdConverter<AccountId>), typeof(NameConverter<AccountRole>),
        typeof(NameConverter<Assurance>), typeof(NameConverter<LoginPurpose>), typeof(NameConverter<ApprovalMail>),
        typeof(NameConverter<SignInStep>),
    ])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ChallengeAnswer))]
[JsonSerializable(typeof(OwnerRegistration))]
[JsonSerializable(typeof(OwnerRegistered))]
[JsonSerializable(typeof(OwnerAnswer))]
[JsonSerializable(typeof(FreezeBody))]
[JsonSerializable(typeof(ViewerBody))]
[JsonSerializable(typeof(Page<ViewerBody>))]
[JsonSerializable(typeof(OwnerSignIn))]
[JsonSerializable(typeof(DeviceSignIn))]
[JsonSerializable(typeof(PageSignIn))]
[JsonSerializable(typeof(SessionAnswer))]
[JsonSerializable(typeof(PageCodeAnswer))]
[JsonSerializable(typeof(TicketAnswer))]
[JsonSerializable(typeof(Page<SessionItem>))]
[JsonSerializable(typeof(AgentRegistration))]
[JsonSerializable(typeof(AgentRegistered))]
[JsonSerializable(typeof(AgentChange))]
[JsonSerializable(typeof(Page<AgentAnswer>))]
[JsonSerializable(typeof(DeviceRegistration))]
[JsonSerializable(typeof(DirectoryBody))]
[JsonSerializable(typeof(RotationBody))]
[JsonSerializable(typeof(PrekeyBody))]
[JsonSerializable(typeof(OneTimePrekeysBody))]
[JsonSerializable(typeof(PrekeyCountAnswer))]
[JsonSerializable(typeof(KeyAnswer))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(Page<KeyItem>))]
[JsonSerializable(typeof(InviteRequest))]
[JsonSerializable(typeof(InviteMade))]
[JsonSerializable(typeof(InviteCode))]
[JsonSerializable(typeof(InvitePreview))]
[JsonSerializable(typeof(InviteAccept))]
[JsonSerializable(typeof(Page<InviteItem>))]
[JsonSerializable(typeof(Page<ConnectionAnswer>))]
[JsonSerializable(typeof(TermsChange))]
[JsonSerializable(typeof(TermsRecordsAnswer))]
[JsonSerializable(typeof(SuspendBody))]
[JsonSerializable(typeof(KeysAnswer))]
[JsonSerializable(typeof(PrekeysAnswer))]
[JsonSerializable(typeof(NackBody))]
[JsonSerializable(typeof(SequenceBody))]
[JsonSerializable(typeof(RewrapsBody))]
[JsonSerializable(typeof(EpochBody))]
[JsonSerializable(typeof(EpochAnswer))]
[JsonSerializable(typeof(ReceiptAnswer))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(SentAnswer))]
[JsonSerializable(typeof(ConversationAnswer))]
[JsonSerializable(typeof(MailboxAnswer))]
[JsonSerializable(typeof(AckBody))]
[JsonSerializable(typeof(Page<ApprovalItem>))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(ActivityAnswer))]
[JsonSerializable(typeof(Page<AuditItem>))]
[JsonSerializable(typeof(Page<SiloItem>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(SignUpBody))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LinkRequested))]
[JsonSerializable(typeof(LinkToken))]
[JsonSerializable(typeof(LinkPreview))]
[JsonSerializable(typeof(CodeBody))]
[JsonSerializable(typeof(CodeAnswer))]
[JsonSerializable(typeof(NextStep))]
[JsonSerializable(typeof(PasskeyAssertionBody))]
[JsonSerializable(typeof(PasskeyBody))]
[JsonSerializable(typeof(PasskeyChange))]
[JsonSerializable(typeof(Page<PasskeyItem>))]
[JsonSerializable(typeof(TotpSecret))]
[JsonSerializable(typeof(RecoveryCodesAnswer))]
[JsonSerializable(typeof(AccountChange))]
[JsonSerializable(typeof(AccountAnswer))]
[JsonSerializable(typeof(AccountOwner))]
[JsonSerializable(typeof(VaultBody))]
[JsonSerializable(typeof(VaultVersion))]
[JsonSerializable(typeof(RoleChange))]
[JsonSerializable(typeof(Page<AccountItem>))]
[JsonSerializable(typeof(Page<IssuerItem>))]
[JsonSerializable(typeof(IssuerLocation))]
[JsonSerializable(typeof(IssuerAnswer))]
[JsonSerializable(typeof(Page<IssuerLinkItem>))]
[JsonSerializable(typeof(NotificationBody))]
[JsonSerializable(typeof(JsonElement))]
// What stands in paths and queries, for the OpenAPI document.
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int?))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(long?))]
[JsonSerializable(typeof(AccountId))]
[JsonSerializable(typeof(AgentId))]
[JsonSerializable(typeof(DeviceId))]
[JsonSerializable(typeof(EnvelopeId))]
internal sealed partial class ExchangeJson : JsonSerializerContext;
