using ContextExchange.Grains.Audit;
using ContextExchange.Grains.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace ContextExchange.Grains.Tests.Audit;

public sealed class AuditCheckTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Noon);
    private readonly PostProbe _post = new();
    private readonly Ledger _ledger = new();

    /// <summary>What can be done to five records, and where it shows.</summary>
    public static TheoryData<string, long> Tampering => new()
    {
        { "changed", 3 }, { "renumbered", 3 }, { "dropped", 3 }, { "swapped", 3 }, { "rehashed", 4 },
        { "cut before it", 1 },
    };

    [Fact]
    public async Task AnUntouchedLogIsSoundAlsoWhileItGrows()
    {
        var check = Check();
        for (var day = 0; day < 3; day++)
        {
            _ledger.Add(5);
            Assert.False(await check.PassAsync());
            _time.Advance(TimeSpan.FromHours(20));
        }

        Assert.Empty(_post.Broken);
    }

    [Theory, MemberData(nameof(Tampering))]
    public async Task WhateverWasDoneToItIsFoundAtTheStart(string what, long position)
    {
        _ledger.Add(5);
        Tamper(what);

        await Check().PassAsync();

        Assert.Equal([position], _post.Broken);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("written anew")]
    public async Task ALogThatLostItsEndIsFoundWithTheNextLook(string what)
    {
        var check = Check();
        _ledger.Add(5);
        await check.PassAsync();
        if (what == "written anew") _ledger.Clear("somebody else");
        _ledger.Add(5);
        if (what == "cut") _ledger.Records.RemoveRange(4, 6);

        await check.PassAsync();

        Assert.Equal([5], _post.Broken);
    }

    [Fact]
    public async Task WhatWasChangedAfterItWasFollowedIsFoundADayLater()
    {
        var check = Check();
        _ledger.Add(5);
        await check.PassAsync();
        Tamper("changed");
        await check.PassAsync();
        var before = _post.Broken.Count;
        _time.Advance(TimeSpan.FromDays(1));

        await check.PassAsync();

        Assert.Equal(0, before);
        Assert.Equal([3], _post.Broken);
    }

    [Fact]
    public async Task ABreakIsSaidOnceADay()
    {
        var check = Check();
        _ledger.Add(5);
        Tamper("changed");
        for (var hour = 0; hour < 48; hour++)
        {
            await check.PassAsync();
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal([3, 3], _post.Broken);
    }

    [Fact]
    public async Task ALongLogIsFollowedInPieces()
    {
        var check = Check();
        _ledger.Add(4_500);

        bool[] more = [await check.PassAsync(), await check.PassAsync(), await check.PassAsync()];

        Assert.Equal([true, true, false], more);
        Assert.Empty(_post.Broken);
    }

    private AuditCheck Check() => new(_ledger, _post, _time, NullLogger.Instance);

    private void Tamper(string what)
    {
        var records = _ledger.Records;
        switch (what)
        {
            case "changed":
                records[2] = records[2] with { Record = records[2].Record with { Outcome = "refused" } };
                break;
            case "renumbered":
                records[2] = records[2] with { Position = 9 };
                break;
            case "dropped":
                records.RemoveAt(2);
                break;
            case "swapped":
                (records[2], records[3]) = (records[3], records[2]);
                break;
            case "rehashed":
                var changed = records[2].Record with { Outcome = "refused" };
                records[2] = new ChainedAuditRecord(3, changed, Ledger.After(records[1].Hash, 3, changed));
                break;
            default:
                records.RemoveRange(0, 2);
                break;
        }
    }

    /// <summary>An audit log that a test can write in.</summary>
    private sealed class Ledger : IAuditLog
    {
        private string _actor = "ada";

        public List<ChainedAuditRecord> Records { get; } = [];

        public static byte[] After(ReadOnlyMemory<byte> previous, long position, AuditRecord record) => AuditChain.Next(
            previous.Span, position, record.At, record.Actor, record.Action, record.Subject, record.Outcome,
            record.Origin);

        public void Add(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var position = Records.Count + 1;
                var record = new AuditRecord(Noon, _actor, "key.create", $"{position}", "ok", "");
                var before = Records.Count == 0 ? AuditChain.Start : Records[^1].Hash;
                Records.Add(new ChainedAuditRecord(position, record, After(before, position, record)));
            }
        }

        public void Clear(string actor)
        {
            Records.Clear();
            _actor = actor;
        }

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<ChainedAuditRecord>> ReadAsync(
            long after, int max, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<ChainedAuditRecord>>(
                [.. Records.Where(record => record.Position > after).Take(max)]);
    }
}
