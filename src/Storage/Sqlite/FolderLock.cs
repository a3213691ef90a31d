namespace ContextExchange.Storage;

/// <summary>
/// Makes one process the owner of a data folder: an advisory lock on a file in it, which the system drops with the
/// process.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="StoreUnavailableException">Another process owns it, or nobody can write there.</exception>
    public static FolderLock Take(string folder)
    {
        var path = Path.Combine(folder, SqliteFiles.Lock);
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException failure) when (IsTaken(failure))
        {
            throw new StoreUnavailableException(
                $"Another process uses the data in {folder}: stop it first, or give this one another folder.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"{failure.Message.TrimEnd('.')}: give this server a folder that its user may write, with room on its "
                + "disk.", failure);
        }
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsTaken(IOException failure) => (failure.HResult & 0xFFFF) is 11 or 35 or 32;
}
