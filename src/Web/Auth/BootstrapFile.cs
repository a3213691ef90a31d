namespace ContextExchange.Web.Auth;

/// <summary>The file that remembers which bootstrap code was made last. Holds no secret.</summary>
/// <param name="path">In the data folder.</param>
internal sealed class BootstrapFile(string path)
{
    /// <summary>Null when there is none yet.</summary>
    public async Task<string?> ReadAsync() => File.Exists(path) ? (await File.ReadAllTextAsync(path)).Trim() : null;

    /// <summary>Written under another name and moved: where there is no room, what stood there stays.</summary>
    public async Task WriteAsync(string text)
    {
        var draft = path + ".new";
        await File.WriteAllTextAsync(draft, text + "\n");
        File.Move(draft, path, overwrite: true);
    }
}
