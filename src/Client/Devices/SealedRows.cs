using System.Buffers.Binary;
using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using Microsoft.Data.Sqlite;

namespace ContextExchange.Client;

/// <summary>
/// The rows behind <see cref="DeviceStore"/>: prepared statements and the encryption of each value, bound to its table
/// and key so that rows cannot be exchanged for one another. One thread at a time, which the store sees to.
/// </summary>
internal sealed class SealedRows : IDisposable
{
    private const int NonceSize = 24;
    private const int TagSize = 16;

    private static readonly XChaCha20Poly1305 Aead = AeadAlgorithm.XChaCha20Poly1305;

    private readonly SqliteConnection _connection;
    private readonly Key _key;
    private readonly SqliteCommand _get;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _scan;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _save;
    private readonly SqliteCommand _release;
    private readonly SqliteCommand _undo;

    public SealedRows(SqliteConnection connection, Key key)
    {
        _connection = connection;
        _key = key;
        _get = Prepare("SELECT value FROM state WHERE tbl = $tbl AND key = $key", "$tbl", "$key");
        _put = Prepare(
            "INSERT INTO state (tbl, key, value) VALUES ($tbl, $key, $value) "
            + "ON CONFLICT (tbl, key) DO UPDATE SET value = excluded.value",
            "$tbl", "$key", "$value");
        _delete = Prepare("DELETE FROM state WHERE tbl = $tbl AND key = $key", "$tbl", "$key");
        _scan = Prepare(
            "SELECT key, value FROM state WHERE tbl = $tbl AND key >= $from AND ($to IS NULL OR key < $to) "
            + "ORDER BY key LIMIT $limit",
            "$tbl", "$from", "$to", "$limit");
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _save = Prepare("SAVEPOINT nested");
        _release = Prepare("RELEASE nested");
        _undo = Prepare("ROLLBACK TO nested");
    }

    /// <summary>Whether the transaction has written anything; what only read has nothing to make durable.</summary>
    public bool HasWritten { get; private set; }

    public void Begin(bool nested)
    {
        Run(nested ? _save : _begin);
        if (!nested) HasWritten = false;
    }

    public void Commit(bool nested) => Run(nested ? _release : _commit);

    public void Rollback(bool nested)
    {
        Run(nested ? _undo : _rollback);
        if (nested) Run(_release);
    }

    public byte[]? Get(byte table, ReadOnlySpan<byte> key)
    {
        Bind(_get, table, key);
        return _get.ExecuteScalar() is byte[] stored ? Open(table, key, stored) : null;
    }

    public void Put(byte table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        HasWritten = true;
        Bind(_put, table, key);
        _put.Parameters[2].Value = Seal(table, key, value);
        Run(_put);
    }

    public void Delete(byte table, ReadOnlySpan<byte> key)
    {
        HasWritten = true;
        Bind(_delete, table, key);
        Run(_delete);
    }

    public IReadOnlyList<DeviceRow> Scan(
        byte table, ReadOnlySpan<byte> prefix, int limit, ReadOnlySpan<byte> from = default)
    {
        Bind(_scan, table, from.IsEmpty ? prefix : from);
        _scan.Parameters[2].Value = (object?)After(prefix) ?? DBNull.Value;
        _scan.Parameters[3].Value = limit;
        var rows = new List<DeviceRow>();
        using var reader = _scan.ExecuteReader();
        while (reader.Read())
        {
            var key = (byte[])reader.GetValue(0);
            rows.Add(new DeviceRow(key, Open(table, key, (byte[])reader.GetValue(1))));
        }

        return rows;
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])
            [_get, _put, _delete, _scan, _begin, _commit, _rollback, _save, _release, _undo])
        {
            command.Dispose();
        }

        _connection.Dispose();
        _key.Dispose();
    }

    private byte[] Seal(byte table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var stored = new byte[NonceSize + value.Length + TagSize];
        RandomNumberGenerator.Fill(stored.AsSpan(0, NonceSize));
        Aead.Encrypt(_key, stored.AsSpan(0, NonceSize), [table, .. key], value, stored.AsSpan(NonceSize));
        return stored;
    }

    private byte[] Open(byte table, ReadOnlySpan<byte> key, byte[] stored)
    {
        var value = stored.Length >= NonceSize + TagSize
            ? Aead.Decrypt(_key, stored.AsSpan(0, NonceSize), [table, .. key], stored.AsSpan(NonceSize))
            : null;
        return value ?? throw new DeviceStoreException("store-damaged", $"A row of table {table} was altered.");
    }

    private static void Bind(SqliteCommand command, byte table, ReadOnlySpan<byte> key)
    {
        command.Parameters[0].Value = (int)table;
        command.Parameters[1].Value = key.ToArray();
    }

    /// <summary>The smallest key behind every key with this prefix; null where there is none.</summary>
    private static byte[]? After(ReadOnlySpan<byte> prefix)
    {
        var last = prefix.LastIndexOfAnyExcept((byte)0xff);
        if (last < 0) return null;
        var after = prefix[..(last + 1)].ToArray();
        after[last]++;
        return after;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.Statement(sql);
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static void Run(SqliteCommand command)
    {
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            throw new DeviceStoreException("store-failed", $"The device store failed: {e.Message}", e);
        }
    }
}
