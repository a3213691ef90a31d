namespace ContextExchange.Storage.Tests;

public sealed class MemoryLogStoreTests() : LogStoreTests(new MemoryUnderTest());

public sealed class MemoryHoldTests() : HoldTests(new MemoryUnderTest());

public sealed class MemoryConversationTests() : ConversationTests(new MemoryUnderTest());

public sealed class MemoryConversationBackTests() : ConversationBackTests(new MemoryUnderTest());

public sealed class MemoryEpochTests() : EpochTests(new MemoryUnderTest());

public sealed class MemoryFenceTests() : FenceTests(new MemoryUnderTest());

public sealed class MemoryMoveMarkTests() : MoveMarkTests(new MemoryUnderTest());

public sealed class MemoryRewrapTests() : RewrapTests(new MemoryUnderTest());

public sealed class MemoryDueTests() : DueTests(new MemoryUnderTest());

public sealed class MemoryAuditTests() : AuditTests(new MemoryUnderTest());

public sealed class MemoryStateTests() : StateTests(new MemoryUnderTest());

public sealed class MemoryRetentionTests() : RetentionTests(new MemoryUnderTest());

public sealed class MemoryRandomHistoryTests() : RandomHistoryTests(new MemoryUnderTest());
