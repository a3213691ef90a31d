using System.Reflection;

namespace ContextExchange.Storage.Tests;

/// <summary>No read walks through a whole table, however large it has grown.</summary>
public sealed class QueryPlanTests : IDisposable
{
    private readonly SqliteUnderTest _test = new();

    public static TheoryData<string> Statements =>
        [.. typeof(ReaderSql).GetFields(BindingFlags.Public | BindingFlags.Static).Select(constant => constant.Name)];

    public void Dispose() => _test.Dispose();

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task EveryStatementSearchesByAnIndex(string name)
    {
        var sql = (string)typeof(ReaderSql).GetField(name)!.GetRawConstantValue()!;
        var plan = new List<string>();
        await _test.Store.RunAsync(tables =>
        {
            using var explained = tables.Database.PrepareOnce("EXPLAIN QUERY PLAN " + sql);
            while (explained.Step()) plan.Add(explained.Text(3));
        });
        Assert.NotEmpty(plan);
        Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal));
        if (name.StartsWith("Hold", StringComparison.Ordinal)) return;
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
