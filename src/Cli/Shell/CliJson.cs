using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextExchange.Cli;

/// <summary>The shapes that <c>--json</c> prints; they only ever grow.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorOutput))]
[JsonSerializable(typeof(ProfileOutput))]
[JsonSerializable(typeof(InviteOutput))]
[JsonSerializable(typeof(ConnectionOutput))]
[JsonSerializable(typeof(ConnectionOutput[]))]
[JsonSerializable(typeof(SentOutput))]
[JsonSerializable(typeof(EntryOutput))]
[JsonSerializable(typeof(EntryOutput[]))]
[JsonSerializable(typeof(ThreadOutput[]))]
[JsonSerializable(typeof(ApprovalOutput[]))]
[JsonSerializable(typeof(DecisionOutput))]
[JsonSerializable(typeof(PreviewOutput))]
[JsonSerializable(typeof(ConversationOutput[]))]
[JsonSerializable(typeof(OwnerOutput))]
[JsonSerializable(typeof(VaultOutput))]
[JsonSerializable(typeof(EnrolOutput))]
[JsonSerializable(typeof(RewrapOutput))]
[JsonSerializable(typeof(KeyOutput[]))]
[JsonSerializable(typeof(NewKeyOutput))]
[JsonSerializable(typeof(DeviceOutput[]))]
[JsonSerializable(typeof(DoneOutput))]
[JsonSerializable(typeof(CodeOutput))]
[JsonSerializable(typeof(SafetyOutput))]
[JsonSerializable(typeof(AuditOutput))]
[JsonSerializable(typeof(SiloOutput[]))]
[JsonSerializable(typeof(DoctorOutput))]
[JsonSerializable(typeof(ReplayReport))]
internal sealed partial class CliJson : JsonSerializerContext;
