using Microsoft.Data.Sqlite;

namespace ContextExchange.Client;

/// <summary>Statements without parameters. Text is never built from input.</summary>
internal static class SqliteStatements
{
    extension(SqliteConnection connection)
    {
        public void Execute(string sql)
        {
            using var command = connection.Statement(sql);
            command.ExecuteNonQuery();
        }

        public object? Scalar(string sql)
        {
            using var command = connection.Statement(sql);
            return command.ExecuteScalar();
        }

        public SqliteCommand Statement(string sql)
        {
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // every caller passes a constant
            command.CommandText = sql;
#pragma warning restore CA2100
            return command;
        }
    }
}
