using Npgsql;

namespace ContextExchange.Storage;

/// <summary>A part whose function always carries out what its requests have added.</summary>
internal abstract class SimplePart<TRequest>(string function) : SectionPart
{
    public override string Function => function;

    public override bool IsEmpty => Requests.Count == 0;

    protected List<TRequest> Requests { get; } = [];

    public override void Fill(WriterSession session)
    {
        Columns.Clear();
        Sort();
        foreach (var request in Requests) Fill(request);
    }

    public override void Read(NpgsqlDataReader reader, int column)
    {
    }

    public override bool Settle(WriterSession session) => true;

    public override void Clear()
    {
        Requests.Clear();
        Columns.Clear();
    }

    /// <summary>Brings the requests into the order in which every writer locks their rows.</summary>
    protected virtual void Sort()
    {
    }

    protected abstract void Fill(TRequest request);
}
