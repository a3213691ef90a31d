namespace ContextExchange.Storage;

/// <summary>
/// Makes one process the owner of a data folder: an advisory lock on a file in it, which the system drops with the
/// process.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="StoreUnavailableException">Another process owns the folder.</exception>
    public static FolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, SqliteFiles.Lock);
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException failure)
        {
            throw new StoreUnavailableException(
                $"Another process uses the data in {folder}: stop it first, or give this one another folder.", failure);
        }
    }

    public void Dispose() => _file.Dispose();
}
