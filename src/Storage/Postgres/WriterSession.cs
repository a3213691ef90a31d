using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace ContextExchange.Storage;

/// <summary>
/// One connection that writes, under a writer's number that no other ever has: its rows are numbered by itself alone.
/// Every statement is a transaction of its own, so that the server never waits for this process while it holds locks.
/// </summary>
[SuppressMessage("Security", "CA2100", Justification = "Statements are constants; parts' numbers are put into some.")]
internal sealed class WriterSession : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;
    private readonly Dictionary<int, NpgsqlCommand> _commands = [];
    private readonly HashSet<int> _parts = [];

    private WriterSession(NpgsqlConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        Writer = (int)Ask("SELECT open_writer()");
    }

    public int Writer { get; }

    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <summary>The newest row's position; 0 before the first.</summary>
    public long Position { get; private set; }

    /// <summary>The newest hold's place among those that this writer opened.</summary>
    public long Place { get; private set; }

    /// <summary>The store's clock, milliseconds since 1970.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public static WriterSession Open(PostgresSource source, TimeProvider time)
    {
        var connection = source.OpenWriting();
        try
        {
            using (var settings = new NpgsqlCommand(
                """
                SELECT set_config('synchronous_commit', 'on', false)
                WHERE current_setting('synchronous_commit') = 'off'
                """,
                connection))
            {
                // What is not flushed is not acknowledged, whatever the server's default says.
                settings.ExecuteNonQuery();
            }

            return new WriterSession(connection, time);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>That many rows and holds are on disk.</summary>
    public void Advance(int rows, int holds) => (Position, Place) = (Position + rows, Place + holds);

    /// <summary>Makes the parts of the log that are not known to be there.</summary>
    public void MakeParts(IEnumerable<int> parts)
    {
        foreach (var part in parts)
        {
            if (_parts.Contains(part)) continue;
            using var command = new NpgsqlCommand("SELECT log_part_open($1)", _connection);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = part });
            command.ExecuteNonQuery();
            _parts.Add(part);
        }
    }

    /// <summary>Another server may have dropped parts.</summary>
    public void ForgetParts() => _parts.Clear();

    /// <summary>Asks the server whether it still is there.</summary>
    public void Probe() => Ask("SELECT 1");

    /// <summary>
    /// Runs one statement that calls the function of every part in the order of the list. Returns when the server has
    /// committed and flushed it.
    /// </summary>
    /// <param name="all">All parts of the section.</param>
    /// <param name="asked">Which of them are asked, a bit each by their place in <paramref name="all"/>.</param>
    public void Run(IReadOnlyList<SectionPart> all, int asked)
    {
        if (!_commands.TryGetValue(asked, out var command)) _commands.Add(asked, command = Prepare(all, asked));
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidOperationException("A statement has no answer.");
        var column = 0;
        for (var i = 0; i < all.Count; i++)
            if ((asked & (1 << i)) != 0)
                all[i].Read(reader, column++);
        // The answer comes before the commit. Only the end of the result, which must be read, comes after it; disposing
        // of the reader alone would not tell of a commit that failed.
        while (reader.NextResult())
        {
        }

        reader.Close();
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values) command.Dispose();
        _connection.Dispose();
    }

    private NpgsqlCommand Prepare(IReadOnlyList<SectionPart> all, int asked)
    {
        var command = new NpgsqlCommand { Connection = _connection };
        List<string> calls = [];
        for (var i = 0; i < all.Count; i++)
        {
            if ((asked & (1 << i)) == 0) continue;
            var first = command.Parameters.Count + 1;
            foreach (var column in all[i].Columns.All) command.Parameters.Add(column.MakeParameter());
            var arguments = Enumerable.Range(first, command.Parameters.Count + 1 - first).Select(n => $"${n}");
            calls.Add($"{all[i].Function}({string.Join(", ", arguments)})");
        }

        command.CommandText = $"SELECT {string.Join(", ", calls)}";
        command.Prepare();
        return command;
    }

    private long Ask(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        return Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
