namespace ContextExchange.Client;

/// <summary>Files and folders that only their user may read: mode 0600 and 0700 from the first moment.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a new file.</summary>
    /// <exception cref="IOException">It exists already.</exception>
    public static FileStream Create(string path) => new(path, Options(FileMode.CreateNew, FileShare.None));

    /// <summary>Opens a file for this process alone, making it where there is none.</summary>
    /// <exception cref="IOException">Another process has it.</exception>
    public static FileStream OpenAlone(string path) => new(path, Options(FileMode.OpenOrCreate, FileShare.None));

    /// <summary>Replaces a file's text by writing a new file beside it and renaming: readers see the old or the
    /// new.</summary>
    public static void Replace(string path, string text)
    {
        var beside = path + ".new";
        File.Delete(beside);
        using (var file = Create(beside))
        {
            using var writer = new StreamWriter(file, leaveOpen: true);
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Makes a folder and its parents; an existing one is left as it is.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        // Windows has no modes: files inherit the profile folder's access list there.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
