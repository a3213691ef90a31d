using System.Security.Cryptography;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;
using Microsoft.Data.Sqlite;

namespace ContextExchange.Client;

/// <summary>
/// A device's state in one SQLite file (WAL, synchronous=FULL, secure_delete), every value encrypted under the store's
/// own key. One process has it at a time. It must never hold a secret or a plaintext in the clear, not even in its log.
/// </summary>
public sealed class DeviceStore : IDeviceStore, IDisposable
{
    private const int Version = 1;
    private static readonly byte[] KeyPurpose = "cex device store key"u8.ToArray();

    private readonly FileStream _lock;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Action<bool>? _onCommit;
    private StoreGroup? _group;

    private DeviceStore(FileStream theLock, SqliteConnection connection, Key key, Action<bool>? onCommit)
    {
        _lock = theLock;
        _onCommit = onCommit;
        Rows = new SealedRows(connection, key);
    }

    internal SealedRows Rows { get; }

    /// <summary>Opens the store at <paramref name="path"/>, making a new one where there is none.</summary>
    /// <param name="path">The database file. Its lock stands beside it with <c>.lock</c> appended.</param>
    /// <param name="protection">What wraps the store's key.</param>
    /// <exception cref="DeviceStoreException">In use, locked, damaged or newer.</exception>
    public static DeviceStore Open(string path, StoreProtection protection) =>
        Open(path, protection, onCommit: null);

    /// <param name="path">The database file.</param>
    /// <param name="protection">What wraps the store's key.</param>
    /// <param name="onCommit">
    /// Called before (false) and after (true) each commit; when it throws, nobody hears of the commit, as if the
    /// process had ended there.
    /// </param>
    internal static DeviceStore Open(string path, StoreProtection protection, Action<bool>? onCommit)
    {
        var theLock = Lock(path);
        SqliteConnection? connection = null;
        try
        {
            if (!File.Exists(path)) PrivateFile.Create(path).Dispose();
            connection = Connect(path);
            return new DeviceStore(theLock, connection, OpenKey(connection, protection), onCommit);
        }
        catch (SqliteException e)
        {
            connection?.Dispose();
            theLock.Dispose();
            throw new DeviceStoreException("store-damaged", $"{path} cannot be opened: {e.Message}", e);
        }
        catch
        {
            connection?.Dispose();
            theLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public IDeviceTransaction Begin()
    {
        if (_group is { } group && group.IsCurrentThread) return group.BeginNested();
        _turn.Wait();
        return new StoreTransaction(Rows, nested: false, _turn, _onCommit);
    }

    /// <summary>
    /// Starts a group on this thread: transactions begun on it until it is disposed are made durable together by
    /// <see cref="StoreGroup.Commit"/>. Nothing of a group may be acted upon before.
    /// </summary>
    internal StoreGroup BeginGroup()
    {
        _turn.Wait();
        return _group = new StoreGroup(Rows, EndGroup, _onCommit);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _turn.Wait();
        Rows.Dispose();
        _lock.Dispose();
    }

    private void EndGroup()
    {
        _group = null;
        _turn.Release();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return PrivateFile.OpenAlone(path + ".lock");
        }
        catch (DirectoryNotFoundException e)
        {
            throw new DeviceStoreException("store-failed", $"The folder of {path} does not exist.", e);
        }
        catch (IOException e)
        {
            throw new DeviceStoreException(
                "store-in-use",
                    $"Another process uses the device store {path}: stop it first, or use another profile.", e);
        }
    }

    private static SqliteConnection Connect(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ToString());
        connection.Open();
        // Exclusive before WAL: no shared-memory file, and no other process can look while this one lives.
        connection.Execute("PRAGMA locking_mode = EXCLUSIVE");
        connection.Execute("PRAGMA journal_mode = WAL");
        connection.Execute("PRAGMA synchronous = FULL");
        connection.Execute("PRAGMA secure_delete = ON");
        connection.Execute("PRAGMA temp_store = MEMORY");
        return connection;
    }

    private static Key OpenKey(SqliteConnection connection, StoreProtection protection)
    {
        var version = (long)(connection.Scalar("PRAGMA user_version") ?? 0L);
        if (version > Version)
            throw new DeviceStoreException("store-newer", "A later version wrote this store: update this program.");
        if (version == 0) Create(connection, protection);
        var wrapped = (byte[]?)connection.Scalar("SELECT value FROM vault WHERE id = 1")
            ?? throw new DeviceStoreException("store-damaged", "The store has lost its key.");
        using var secret = protection.Unwrap(KeyPurpose, wrapped);
        using var lease = secret.Open();
        return Key.Import(AeadAlgorithm.XChaCha20Poly1305, lease.Bytes, KeyBlobFormat.RawSymmetricKey);
    }

    private static void Create(SqliteConnection connection, StoreProtection protection)
    {
        var key = RandomNumberGenerator.GetBytes(SecretVault.KeySize);
        try
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute("CREATE TABLE vault (id INTEGER PRIMARY KEY, value BLOB NOT NULL)");
            connection.Execute(
                """
                CREATE TABLE state (
                    tbl INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID
                """);
            using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO vault (id, value) VALUES (1, $value)";
            insert.Parameters.AddWithValue("$value", protection.Wrap(KeyPurpose, key));
            insert.ExecuteNonQuery();
            connection.Execute("PRAGMA user_version = 1");
            transaction.Commit();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
