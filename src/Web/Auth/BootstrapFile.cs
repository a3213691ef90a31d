namespace ContextExchange.Web.Auth;

/// <summary>The file that remembers which bootstrap code was made last. Holds no secret.</summary>
/// <param name="path">In the data folder.</param>
internal sealed class BootstrapFile(string path)
{
    /// <summary>Null when there is none yet.</summary>
    public async Task<string?> ReadAsync() => File.Exists(path) ? (await File.ReadAllTextAsync(path)).Trim() : null;

    public Task WriteAsync(string text) => File.WriteAllTextAsync(path, text + "\n");
}
