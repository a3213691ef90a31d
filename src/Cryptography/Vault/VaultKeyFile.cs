namespace ContextExchange.Cryptography;

/// <summary>
/// The file that holds the raw key of a vault: exactly <see cref="SecretVault.KeySize"/> bytes and nothing else. The
/// key goes from the file into secret memory without a copy on the managed heap.
/// </summary>
public static class VaultKeyFile
{
    // The group may read, because container runtimes hand secrets to a group.
    private const UnixFileMode Forbidden =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Writes a new random key to a new file that only its owner can read, and flushes it to disk.</summary>
    /// <exception cref="IOException">The file exists, or cannot be written.</exception>
    public static void Create(string path)
    {
        using var key = SecretBuffer.Random(SecretVault.KeySize);
        using var lease = key.Open();
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(lease.Bytes);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads a key; the caller disposes it.</summary>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file has another length than a key.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The file may not be read, or (not on Windows) others may read it or the group may change it.
    /// </exception>
    public static SecretBuffer Read(string path)
    {
        using var file = File.OpenHandle(path);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Forbidden) != 0)
            throw new UnauthorizedAccessException($"{path} is open to other users: chmod 600.");
        if (RandomAccess.GetLength(file) != SecretVault.KeySize)
            throw new InvalidDataException($"{path} is not a key: it must have {SecretVault.KeySize} bytes.");
        var key = new SecretBuffer(SecretVault.KeySize);
        try
        {
            using var lease = key.Open();
            if (RandomAccess.Read(file, lease.Bytes, 0) != SecretVault.KeySize)
                throw new InvalidDataException($"{path} changed while it was read.");
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
