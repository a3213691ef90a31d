namespace ContextExchange.Client.Tests.Devices;

public sealed class KnownTextsTests : IDisposable
{
    private static readonly ConnectionId Connection = new(new Guid(1, 2, 3, new byte[8]));

    private readonly TemporaryFolder _folder = new();
    private readonly SetTime _time = new();
    private readonly DeviceStore _store;
    private readonly KnownTexts _known;

    public KnownTextsTests()
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File("key"));
        _store = DeviceStore.Open(_folder.File("db"), protection);
        _known = new KnownTexts(_store, _time);
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ATextIsKnownForFifteenDays()
    {
        var text = AgentId.New().Value;
        Assert.False(_known.Contains(Connection, text));
        _known.Add(Connection, text);
        _time.Now += TimeSpan.FromDays(15);
        Assert.True(_known.Contains(Connection, text));
        Assert.False(_known.Contains(new ConnectionId(AgentId.New().Value), text));
    }

    [Fact]
    public void WhatIsOlderGoesWithTheNextTextsAndNothingGrows()
    {
        for (var day = 0; day < 100; day++)
        {
            for (var i = 0; i < 10; i++) _known.Add(Connection, AgentId.New().Value);
            _time.Now += TimeSpan.FromDays(1);
        }

        Assert.Equal(150, _store.Scan(ClientTable.Known, []).Count);
        Assert.Equal(150, _store.Scan(ClientTable.KnownSince, []).Count);
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddYears(60);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
