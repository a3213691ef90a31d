using Npgsql;

namespace ContextExchange.Storage;

/// <summary>The requests of one kind in a section: one function's call within its statement.</summary>
internal abstract class SectionPart
{
    /// <summary>The function that is called.</summary>
    public abstract string Function { get; }

    /// <summary>Nothing is to be asked of the server.</summary>
    public abstract bool IsEmpty { get; }

    public Columns Columns { get; } = new();

    /// <summary>Fills <see cref="Columns"/>; called before every attempt.</summary>
    public abstract void Fill(WriterSession session);

    /// <summary>Takes the answer; what it says counts once the statement has ended well.</summary>
    public abstract void Read(NpgsqlDataReader reader, int column);

    /// <summary>
    /// The statement is on disk: gives the requests their answers. False when this part of it was not carried out and
    /// must be asked again.
    /// </summary>
    public abstract bool Settle(WriterSession session);

    public abstract void Clear();
}
