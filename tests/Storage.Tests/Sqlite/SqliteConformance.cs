namespace ContextExchange.Storage.Tests;

public sealed class SqliteLogStoreTests() : LogStoreTests(new SqliteUnderTest());
