namespace ContextExchange.Storage.Tests;

public sealed class MemoryLogStoreTests() : LogStoreTests(new MemoryUnderTest());
