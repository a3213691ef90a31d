namespace ContextExchange.Storage.Tests;

public sealed class SqliteLogStoreTests() : LogStoreTests(new SqliteUnderTest());

public sealed class SqliteHoldTests() : HoldTests(new SqliteUnderTest());

public sealed class SqliteConversationTests() : ConversationTests(new SqliteUnderTest());

public sealed class SqliteConversationBackTests() : ConversationBackTests(new SqliteUnderTest());

public sealed class SqliteEpochTests() : EpochTests(new SqliteUnderTest());

public sealed class SqliteFenceTests() : FenceTests(new SqliteUnderTest());

public sealed class SqliteMoveMarkTests() : MoveMarkTests(new SqliteUnderTest());

public sealed class SqliteRewrapTests() : RewrapTests(new SqliteUnderTest());

public sealed class SqliteDueTests() : DueTests(new SqliteUnderTest());

public sealed class SqliteAuditTests() : AuditTests(new SqliteUnderTest());

public sealed class SqliteStateTests() : StateTests(new SqliteUnderTest());

public sealed class SqliteRetentionTests() : RetentionTests(new SqliteUnderTest());

public sealed class SqliteRandomHistoryTests() : RandomHistoryTests(new SqliteUnderTest());

public sealed class SqliteFewFreshSegmentsRandomHistoryTests()
    : RandomHistoryTests(new SqliteUnderTest(options => options.FreshSegments = 16));

public sealed class SqliteFewFreshSegmentsRetentionTests()
    : RetentionTests(new SqliteUnderTest(options => options.FreshSegments = 3));
