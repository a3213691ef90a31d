namespace ContextExchange.Storage.Tests;

public sealed class PostgresLogStoreTests() : LogStoreTests(new PostgresUnderTest());

public sealed class PostgresHoldTests() : HoldTests(new PostgresUnderTest());

public sealed class PostgresConversationTests() : ConversationTests(new PostgresUnderTest());

public sealed class PostgresConversationBackTests() : ConversationBackTests(new PostgresUnderTest());

public sealed class PostgresEpochTests() : EpochTests(new PostgresUnderTest());

public sealed class PostgresFenceTests() : FenceTests(new PostgresUnderTest());

public sealed class PostgresMoveMarkTests() : MoveMarkTests(new PostgresUnderTest());

public sealed class PostgresRewrapTests() : RewrapTests(new PostgresUnderTest());

public sealed class PostgresDueTests() : DueTests(new PostgresUnderTest());

public sealed class PostgresAuditTests() : AuditTests(new PostgresUnderTest());

public sealed class PostgresStateTests() : StateTests(new PostgresUnderTest());

public sealed class PostgresRetentionTests() : RetentionTests(new PostgresUnderTest());

public sealed class PostgresRandomHistoryTests() : RandomHistoryTests(new PostgresUnderTest());
